import type { Pipeline } from '../../src/board/api.ts';
import type { Board } from '../board.ts';
import { element } from '../dom/element.ts';
import { panel } from '../dom/panel.ts';
import { section } from '../dom/section.ts';
import { clock } from '../format/date.ts';
import { inspectable } from '../inspect.ts';
import { announcementOf } from './announcement.ts';
import { partitionTable } from './partition-table.ts';
import { stepCard } from './step-card.ts';
import type { StepCard } from './step-card.ts';

/** The section of the pipeline. It changes with each snapshot that the server sends. */
export const pipelineSection = (board: Board): HTMLElement => {
  const cards = new Map<string, StepCard>();
  const list = element('ol', { class: 'steps' });
  const scroll = element('div', {
    class: 'table-scroll',
    attributes: { tabindex: 0, role: 'region', 'aria-label': 'Offsets by partition' },
  });
  const at = element('span', { class: 'soft' });
  const spoken = element('p', { class: 'visually-hidden', attributes: { role: 'status' } });
  let before: Pipeline | undefined;

  const steps = panel({ title: 'Steps', tools: [at], content: [list, spoken] });
  const partitions = panel({
    title: 'Partitions',
    flush: true,
    content: [scroll],
    note: 'Records below the committed offset are in the store. Lag counts those after it.',
  });
  steps.follow(board.pipeline, (now) => {
    if (now.steps.length === 0)
      return steps.empty('No pipeline runs in this process: the page shows what the store has.');
    at.textContent = `${clock(now.at)} UTC`;
    for (const step of now.steps) {
      const card = cards.get(step.name) ?? stepCard(step.name);
      if (!cards.has(step.name)) {
        cards.set(step.name, card);
        list.append(card.root);
      }
      card.draw(step);
    }
    const news = announcementOf(before, now);
    if (news !== undefined) spoken.textContent = news;
    before = now;
  });
  partitions.follow(board.pipeline, (now) => {
    if (now.partitions.length === 0) return partitions.empty('No topic is open.');
    scroll.replaceChildren(partitionTable(now.partitions));
  });
  inspectable('pipeline', () => ({
    series: Object.fromEntries([...cards].map(([name, { rates }]) => [name, [...rates]])),
  }));
  return section(
    'pipeline',
    'The pipeline',
    'Each record is read, written and only then committed. The figures change while the pipeline runs.',
    element('div', { class: 'grid' }, steps.root, partitions.root),
  );
};
