// Compiles `peers/SparkBulk.java`, with which Spark's executors write, against the jars of the installed Spark.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns the folder of the classes, and a function that removes it. */
export const compileSparkBulk = () => {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-spark-'));
  const print = 'import os, pyspark; print(os.path.dirname(pyspark.__file__) + "/jars/*")';
  const jars = execFileSync(process.env.SPARK_PYTHON, ['-c', print], { encoding: 'utf8' }).trim();
  const source = fileURLToPath(new URL('../peers/SparkBulk.java', import.meta.url));
  execFileSync('javac', ['-d', folder, '-cp', jars, source]);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
};
