// Opens a topic in the directory of its argument, says how that went, and keeps it open if told to.
import { memoryTopic } from '../../../dist/index.js';

const [directory, then] = process.argv.slice(2);
try {
  const topic = await memoryTopic({ partitions: 1, directory });
  if (then !== 'leave') {
    await topic.send([{ value: process.pid }]);
    // An open topic alone does not keep a process running.
    setInterval(() => {}, 1_000);
  }
  // The file that an import would load, of a package that nothing here has imported.
  process.send({ opened: true, imports: import.meta.resolve('kafkajs') });
} catch ({ code, holder }) {
  process.send({ code, holder });
  process.disconnect();
}
