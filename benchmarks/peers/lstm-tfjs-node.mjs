/**
 * The peer of `lstm` with TensorFlow.js on TensorFlow's own library, with all threads of the machine:
 * `node lstm-tfjs-node.mjs SIZE 2 [MODE]`.
 */
import { createRequire } from 'node:module';
import { findTfjsNode } from '../../tools/tfjs-node/find.mjs';
import { answerWith } from './lstm-tfjs.mjs';
import { importing } from './lstm-work.mjs';

const { path, missing } = findTfjsNode();
if (path === undefined) throw new Error(missing);
await answerWith(await importing(() => createRequire(import.meta.url)(path)));
