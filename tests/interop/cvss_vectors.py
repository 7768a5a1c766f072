"""Random CVSS vectors of every version with the scores that the package "cvss" (Red Hat) gives them, a line each:
"VECTOR BASE THREAT ENVIRONMENTAL" in tenths. Every other vector keeps to the base metrics; of 4.0, which has one score, the
package is asked three times."""
import random
import sys
from decimal import Decimal

from cvss import CVSS2, CVSS3, CVSS4
from cvss import constants2, constants3, constants4

count, seed = int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)


def metrics(constants):
    order = list(constants.METRICS_ABBREVIATIONS)
    return [(m, list(constants.METRICS_VALUE_NAMES[m]), m in constants.METRICS_MANDATORY) for m in order]


def tenths(score):
    return 0 if score is None else max(0, int(Decimal(str(score)) * 10))


def make(table, prefix, shuffle):
    extra = random.choice([0, 0.3, 1])
    fields = [f"{m}:{random.choice(values)}" for m, values, must in table if must or random.random() < extra]
    if shuffle:
        random.shuffle(fields)
    return prefix + "/".join(fields)


def only(vector, keep):
    head, *fields = vector.split("/")
    return "/".join([head] + [f for f in fields if f.split(":")[0] in keep])


def scores4(vector):
    base = constants4.METRICS_MANDATORY
    return [CVSS4(only(vector, base)), CVSS4(only(vector, list(base) + ["E"])), CVSS4(vector)]


TABLES = [metrics(constants2), metrics(constants3), metrics(constants4)]
for i in range(count):
    kind = i % 4
    if kind == 0:
        vector = make(TABLES[0], "", False)
        base, threat, environment = CVSS2(vector).scores()
    elif kind == 3:
        vector = make(TABLES[2], "CVSS:4.0/", False)
        base, threat, environment = [x.base_score for x in scores4(vector)]
    else:
        vector = make(TABLES[1], "CVSS:3.%d/" % (kind - 1), True)
        base, threat, environment = CVSS3(vector).scores()
    threat = base if threat is None else threat
    environment = threat if environment is None else environment
    print(vector, tenths(base), tenths(threat), tenths(environment))
