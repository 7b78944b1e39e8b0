"""Scores series with one detector of River: JSON from the standard input, JSON to the standard output.

In: {"detector", "series": [[...]]}. Out: {"scores": [[...]], "cpuSeconds"}. Each value is scored by those before it,
then learnt. Options are River's defaults; HalfSpaceTrees gets values that MinMaxScaler has scaled, and a seed.
"""
import json
import sys
import time

from river import anomaly, preprocessing

task = json.load(sys.stdin)


def gaussian(values):
    detector = anomaly.GaussianScorer()
    for value in values:
        yield detector.score_one(None, value)
        detector.learn_one(None, value)


def half_space_trees(values):
    detector = preprocessing.MinMaxScaler() | anomaly.HalfSpaceTrees(seed=42)
    for value in values:
        row = {"value": value}
        yield detector.score_one(row)
        detector.learn_one(row)


detect = {"GaussianScorer": gaussian, "HalfSpaceTrees": half_space_trees}[task["detector"]]
began = time.process_time()
scores = [[float(score) for score in detect(values)] for values in task["series"]]
json.dump({"cpuSeconds": time.process_time() - began, "scores": scores}, sys.stdout)
