import { anomalySection } from './anomalies/anomaly-section.ts';
import { Board } from './board.ts';
import { element } from './dom/element.ts';
import { siteFooter } from './header/site-footer.ts';
import { forecastersSection } from './forecasters/forecasters-section.ts';
import { headline } from './header/headline.ts';
import { siteHeader } from './header/site-header.ts';
import { modelSection } from './model/model-section.ts';
import { pipelineSection } from './pipeline/pipeline-section.ts';
import { priceSection } from './price/price-section.ts';
import { yearsSection } from './years/years-section.ts';

const board = new Board();
const price = priceSection(board, (time) => anomalies.pick(time));
const anomalies = anomalySection(board, {
  toAnomaly: (row) => price.showAnomaly(row),
  toSpan: (from, to) => price.show(from, to),
});

document
  .querySelector('#page')!
  .replaceWith(
    siteHeader(board),
    element(
      'main',
      { attributes: { id: 'main', tabindex: -1 } },
      headline(board),
      price.root,
      yearsSection(board),
      anomalies.root,
      modelSection(board),
      forecastersSection(board),
      pipelineSection(board),
    ),
    siteFooter(board),
  );
void board.start();
