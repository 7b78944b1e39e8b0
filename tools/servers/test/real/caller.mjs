// Starts a cluster and waits to be killed.
import { startKafka } from '@penstock/servers';

const kafka = await startKafka({ brokers: 1 });
console.log(kafka.brokers[0]);
setInterval(() => {}, 1000);
