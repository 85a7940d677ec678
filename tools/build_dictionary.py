"""jieba's dictionary and character statistics -> ``checker/lexicon/words.bin``, one table that is mapped, not loaded.

    python tools/build_dictionary.py [OUTPUT]

The table is a double-array trie: node ``s`` has the child ``base[s] + code(character)`` where ``check`` of that slot
says ``s``; ``value`` numbers the frequency of the word that ends there, 0 for a mere prefix. Behind it stand the
probabilities by which jieba splits characters that no dictionary word covers. jieba 0.42.1 (MIT) is read at build
time alone. The same jieba gives the same bytes.
"""

from __future__ import annotations

import array
import importlib.util
import json
import runpy
import struct
import sys
from pathlib import Path
from typing import Final

MAGIC: Final = b"GKWORDS1"
LEAST: Final = -3.14e100
"""What jieba takes for the logarithm of a probability of nought."""
STATES: Final = "BMES"
STRETCH: Final = (1 << 4096) - 1
CROWDED: Final = 400
"""Fewer free slots than this in 4,096 are left to single children."""
OUTPUT: Final = Path(__file__).resolve().parent.parent / "checker" / "lexicon" / "words.bin"


def jieba_folder() -> Path:
    """Where jieba's data files are; jieba itself is not imported (that would load what we only copy)."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("jieba is needed to build the dictionary: pip install jieba==0.42.1")
    return Path(spec.submodule_search_locations[0])


def read_words(path: Path) -> dict[str, int]:
    """Word -> frequency, a later line replacing an earlier one."""
    words: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            word, count = line.strip().split(" ")[:2]
            words[word] = int(count)
    return words


def total_of(path: Path) -> int:
    """The sum of all frequencies, lines that come twice counted twice, as jieba counts."""
    return sum(int(line.split(" ")[1]) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


class DoubleArray:
    """The trie, built. Slot 0 is the root; a free slot has ``check`` -1.

    Where a node's children go does not depend on where the node itself went, so families are placed by size over
    all depths: the large ones while there is room, single children into the gaps.
    """

    def __init__(self, words: dict[str, int], code: dict[str, int]) -> None:
        families = _families(words, code)
        bases = _bases({prefix: [code[c] for c in family] for prefix, family in families.items()})
        size = max(bases.values()) + len(code) + 2  # base + code never leaves the arrays
        self.base = array.array("i", [0]) * size
        self.check = array.array("i", [-1]) * size
        self.value = array.array("H", [0]) * size
        self.numbers = {0: 0}  # frequency -> its number; number 0 means "no word"
        self.check[0] = 0
        slots = {"": 0}
        for prefix in sorted(families, key=len):
            parent, base = slots[prefix], bases[prefix]
            self.base[parent] = base
            for c in families[prefix]:
                slot = slots[prefix + c] = base + code[c]
                self.check[slot] = parent
                count = words.get(prefix + c, 0)
                self.value[slot] = self.numbers.setdefault(count, len(self.numbers))


def _families(words: dict[str, int], code: dict[str, int]) -> dict[str, list[str]]:
    """Prefix -> the characters that may follow it, lowest code first."""
    children: dict[str, list[str]] = {}
    for word in sorted(words):
        for end in range(len(word) - 1, -1, -1):
            family = children.setdefault(word[:end], [])
            if family and family[-1] == word[end]:
                break  # this prefix is in already, and so are all shorter ones
            family.append(word[end])
    return {prefix: sorted(family, key=code.__getitem__) for prefix, family in children.items()}


def _bases(families: dict[str, list[int]]) -> dict[str, int]:
    """Prefix -> the first base at which all children (codes, ascending) fall on free slots.

    The free slots are the bits of one integer: shifted by a child's code it says for every base at once whether that
    child would fit. Single children need no search, they take the gaps in order.
    """
    order = sorted(families, key=lambda prefix: (-len(families[prefix]), prefix))
    bases = {"": 0}
    size = sum(map(len, families.values())) * 5 // 4 + 65_536
    free = (1 << size) - 1  # bit i: slot low + i is free
    free ^= 1 | sum(1 << c for c in families[""])
    low = 0
    gaps: list[int] = []  # free slots below `low`, given up by families
    singles: list[str] = []
    for count, prefix in enumerate(order):
        family = families[prefix]
        if not prefix:
            continue
        if len(family) == 1:
            singles.append(prefix)
            continue
        fits = free >> family[0]
        for c in family[1:]:
            fits &= free >> c
        if not fits:
            raise SystemExit("the dictionary does not fit; raise `size` in tools/build_dictionary.py")
        base = (fits & -fits).bit_length() - 1
        bases[prefix] = low + base
        free ^= sum(1 << (base + c) for c in family)
        if count % 256 == 0:  # the crowded low end only costs time: leave its last gaps to single children
            while (block := free & STRETCH).bit_count() < CROWDED:
                gaps += [low + i for i in range(STRETCH.bit_length()) if block >> i & 1]
                low, free = low + STRETCH.bit_length(), free >> STRETCH.bit_length()
    rest = bin(free & ((1 << (size - low)) - 1))[:1:-1]
    gaps += [low + i for i, bit in enumerate(rest) if bit == "1"]
    gaps.reverse()
    for prefix in sorted(singles, key=lambda p: (families[p], p)):
        code = families[prefix][0]
        while gaps[-1] < code:
            gaps.pop()
        bases[prefix] = gaps.pop() - code
    return bases


def emissions(folder: Path, code: dict[str, int]) -> array.array[float]:
    """Four logarithms a character code, in the order of STATES; unknown characters have code 0."""
    table = runpy.run_path(str(folder / "finalseg" / "prob_emit.py"))["P"]
    out = array.array("d", [LEAST] * (4 * (len(code) + 1)))
    for i, state in enumerate(STATES):
        for character, value in table[state].items():
            out[4 * code[character] + i] = value
    return out


def fits(path: Path) -> bool:
    """Whether ``path`` is a table in today's format, whole, for this machine's byte order."""
    try:
        data = path.read_bytes()
        (length,) = struct.unpack_from("<I", data, 8)
        header = json.loads(data[12 : 12 + length])
        end = max(offset + size for offset, size, _ in header["sections"].values())
    except (OSError, ValueError, KeyError, struct.error):
        return False
    return data[:8] == MAGIC and header["order"] == sys.byteorder and len(data) >= 12 + length + end


def build(output: Path = OUTPUT) -> Path:
    """Writes the table and returns its path. Raises SystemExit where jieba is missing."""
    folder = jieba_folder()
    words = read_words(folder / "dict.txt")
    emit = runpy.run_path(str(folder / "finalseg" / "prob_emit.py"))["P"]
    usage: dict[str, int] = {}
    for word in words:
        for c in word:
            usage[c] = usage.get(c, 0) + 1
    for state in STATES:
        for c in emit[state]:
            usage.setdefault(c, 0)
    characters = sorted(usage, key=lambda c: (-usage[c], c))  # frequent characters low: families stand close
    code = {c: i for i, c in enumerate(characters, 1)}
    trie = DoubleArray(words, code)
    start = runpy.run_path(str(folder / "finalseg" / "prob_start.py"))["P"]
    trans = runpy.run_path(str(folder / "finalseg" / "prob_trans.py"))["P"]
    frequencies = array.array("q", sorted(trie.numbers, key=trie.numbers.__getitem__))
    parts: list[tuple[str, str, bytes]] = [
        ("emit", "d", emissions(folder, code).tobytes()),
        ("frequency", "q", frequencies.tobytes()),
        ("base", "i", trie.base.tobytes()),
        ("check", "i", trie.check.tobytes()),
        ("value", "H", trie.value.tobytes()),
        ("characters", "B", "".join(characters).encode("utf-8")),
    ]
    sections, offset = {}, 0
    for name, kind, data in parts:
        sections[name] = [offset, len(data), kind]
        offset += -(-len(data) // 8) * 8
    header = json.dumps(
        {
            "source": "jieba 0.42.1",
            "order": sys.byteorder,
            "total": total_of(folder / "dict.txt"),
            "start": [start[s] for s in STATES],
            "trans": [[trans[a].get(b, LEAST) for b in STATES] for a in STATES],
            "sections": sections,
        },
        sort_keys=True,
    ).encode()
    header += b" " * (-(len(MAGIC) + 4 + len(header)) % 8)
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_suffix(".part")
    with partial.open("wb") as file:
        file.write(MAGIC + struct.pack("<I", len(header)) + header)
        for _, _, data in parts:
            file.write(data + bytes(-len(data) % 8))
    partial.replace(output)
    return output


if __name__ == "__main__":
    print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT))
