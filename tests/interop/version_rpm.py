"""What rpm itself says of generated pairs of versions: "rpm TAB a TAB b TAB -1|0|1". Every pair has a release on both sides,
since rpm compares a missing one as equal to any, which is no order."""
import random
import sys

import rpm

count, seed = int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)
PARTS = ["0", "1", "2", "9", "10", "007", "20240131", "a", "b", "rc", "Z", "el9", "fc40", "git", "p1"]
MARKS = [".", ".", ".", "~", "^", "_", "+", ""]


def make():
    text = random.choice(PARTS[:8])
    for _ in range(random.randrange(5)):
        text += random.choice(MARKS) + random.choice(PARTS)
    return text


def change(text):
    at = random.randrange(len(text))
    return text[:at] + random.choice(["", "0", "~", "^", ".", "a", "1"]) + text[at + 1:]


def evr():
    return [str(random.randrange(3)), make(), make()]


for _ in range(count):
    first = evr()
    second = evr()
    if random.random() < 0.6:
        second = [first[0], change(first[1]) or "1", first[2] if random.random() < 0.5 else change(first[2]) or "1"]
    texts = ["%s:%s-%s" % tuple(x) for x in (first, second)]
    print("rpm", texts[0], texts[1], rpm.labelCompare(tuple(first), tuple(second)), sep="\t")
