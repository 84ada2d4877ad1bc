#!/usr/bin/env python3
"""Writes what the reference implementation (PyPI `tokenizers`) makes of texts in many scripts.

make_golden.py FOLDER LINES: small vocabularies, trained on the texts, in four layouts, and for each a file golden.jsonl whose lines are
{"text", "second" or null, "max", "ids", "segments"}. The copy in the tree is `make_golden.py golden 120`; a comparison of many lines is
`make_golden.py /tmp/golden 12000` and `SPURIOSCOPE_TEXT_GOLDEN=/tmp/golden test_text`.

Random characters are those of Unicode 3.2 (Python's unicodedata.ucd_3_2_0): the reference's tables are of Unicode 8 and 9 for categories and
decomposition, and of the newest for letters and lower case, so about 5,600 rare characters that were added since have no one right answer.
"""
import json
import pathlib
import random
import sys
import unicodedata

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SENTENCES = [
    "The quick brown fox doesn't jump over the lazy dog; it's 42 years old, isn't it?", "We'll see what they've said, I'd say you're right, don't 'quote'.",
    "Élève, garçon, naïve façade — où est l'été? Crème brûlée à la carte.", "Größe, Straße, Übermut: ÄÖÜ und ẞ; ﬁne ligature.", "İstanbul'da ışık ve ağaç, ÇĞŞ.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy.", "Tiếng Việt có nhiều dấu: ữ ặ ễ ộ.", "Съешь же ещё этих мягких французских булок, да выпей чаю. Ёлка й.",
    "Ξεσκεπάζω τὴν ψυχοφθόρα βδελυγμία. Ὀδυσσεύς ΣΊΣΥΦΟΣ.", "我能吞下玻璃而不伤身体。今天天气很好，我们去公园。𠀀𪜀", "私はガラスを食べられます。カタカナ、ひらがな、ｶﾞ。",
    "나는 유리를 먹을 수 있어요. 한국어 문장입니다.", "أنا قادر على أكل الزجاج ولا يؤلمني. مُحَمَّد", "मैं काँच खा सकता हूँ, मुझे उस से कोई पीडा नहीं होती।", "ฉันกินกระจกได้ แต่มันไม่ทำให้ฉันเจ็บ ๑๒๓",
    "אני יכול לאכול זכוכית וזה לא מזיק לי. שָׁלוֹם", "Emoji 😀👍🏽👨‍👩‍👧‍👦 🇩🇪 ❤️ ☃ ✈️!", "x=1.5e-3; f(x)=½·x² ≤ ∞, 5€ + 3£ ≈ $10 ① Ⅷ ٣٤",
    "http://example.org/a_b?c=d&e=%20#f user@host.tld", "snake_case CamelCase ALLCAPS mIxEd 1st 2nd 100,000.00", "ა ბ გ; Ա Բ Գ; አማርኛ; ខ្មែរ; བོད་; ᚠᛇᚻ",
]
BLANKS = [" ", "  ", "   ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u2028", "\u2003", "\u200b", "\u0085", "\x0b", "\x0c", " \n\n ", ""]
CONTROLS = "\x00\x01\x07\x1b\x7f\x9f\u200d\u200e\ufeff\ufffd\u00ad\u2060\ue000\uf8ff\ufffe\uffff\U000f0000\U0010ffff"
SPECIAL = ["[SEP]", "[CLS]", "[MASK]", " [MASK] ", "[UNK]", "[PAD]", "[sep]", "<s>", "</s>", "<mask>", "  <mask> ", "a<mask>b", "<pad>", "[new]", "xx[new]", " [NEW] ", "wordy", "swordy"]


def assigned():
    old = unicodedata.ucd_3_2_0
    return [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and old.category(chr(c)) not in ("Cn", "Cs")]


def make_text(rng, characters):
    kind = rng.random()
    if kind < 0.08:
        return "".join(rng.choice(characters) for _ in range(rng.randint(0, 40)))
    if kind < 0.10:
        return rng.choice(["", " ", "\n", "'", "''s", " '", "'S 're", "a" * 99, "é" * 100, "b" * 101, "ab " * 300, "." * 200, "我" * 130])
    words = []
    for _ in range(rng.randint(1, 4)):
        sentence = rng.choice(SENTENCES).split(" ")
        begin = rng.randrange(len(sentence))
        words += sentence[begin:begin + rng.randint(1, 12)]
    parts = []
    for word in words:
        roll = rng.random()
        if roll < 0.06:
            word = word.upper() if rng.random() < 0.5 else word.title()
        elif roll < 0.10:
            word = unicodedata.normalize("NFD", word)
        elif roll < 0.14:
            at = rng.randint(0, len(word))
            word = word[:at] + rng.choice(CONTROLS) + word[at:]
        elif roll < 0.18:
            at = rng.randint(0, len(word))
            word = word[:at] + rng.choice(characters) + word[at:]
        elif roll < 0.21:
            word = rng.choice(SPECIAL)
        elif roll < 0.23:
            word += rng.choice(["'s", "'ll", "'VE", "!!!", "...", "?!", "1234567", "²"])
        parts.append(word)
        parts.append(" " if rng.random() < 0.85 else rng.choice(BLANKS))
    if rng.random() < 0.7:
        parts.pop()
    return "".join(parts)


def bert(lower):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lower)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def train_bert(lower, texts, size):
    tokenizer = bert(lower)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(texts, trainers.WordPieceTrainer(vocab_size=size, special_tokens=special, show_progress=False))
    ids = {token: tokenizer.token_to_id(token) for token in special}
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])])
    return tokenizer


def train_pairs(texts, size, prefix):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<s>", "<pad>", "</s>", "<unk>", AddedToken("<mask>", lstrip=True, normalized=False, special=True)]
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False,
                                                             initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", tokenizer.token_to_id("</s>")), ("<s>", tokenizer.token_to_id("<s>")),
                                                            add_prefix_space=prefix)
    return tokenizer


def write_golden(folder, tokenizer, rng, characters, lines):
    with open(folder / "golden.jsonl", "w", encoding="utf-8") as out:
        for _ in range(lines):
            text = make_text(rng, characters)
            second = make_text(rng, characters) if rng.random() < 0.3 else None
            most = rng.choice([512, 512, 64, 16, 7, 5])
            tokenizer.enable_truncation(most, strategy="longest_first")
            got = tokenizer.encode(text, second) if second is not None else tokenizer.encode(text)
            out.write(json.dumps({"text": text, "second": second, "max": most, "ids": got.ids, "segments": got.type_ids}, ensure_ascii=True) + "\n")
    tokenizer.no_truncation()


def save_json(folder, tokenizer):
    document = json.loads(tokenizer.to_str())
    (folder / "tokenizer.json").write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def main():
    root, lines = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(7)
    characters = assigned()
    texts = SENTENCES * 4 + [make_text(rng, characters) for _ in range(400)]
    made = {}
    for name in ("wordpiece", "wordpiece_cased", "byte_pairs", "byte_pairs_json"):
        made[name] = root / name
        made[name].mkdir(parents=True, exist_ok=True)

    tokenizer = train_bert(True, texts, 900)
    vocabulary = tokenizer.get_vocab()
    (made["wordpiece"] / "vocab.txt").write_text("".join(token + "\n" for token in sorted(vocabulary, key=vocabulary.get)), encoding="utf-8", newline="\n")
    write_golden(made["wordpiece"], tokenizer, rng, characters, lines)

    tokenizer = train_bert(False, texts, 900)
    tokenizer.add_tokens([AddedToken("[new]", normalized=True, single_word=False), AddedToken("wordy", single_word=True, normalized=False, rstrip=True)])
    save_json(made["wordpiece_cased"], tokenizer)
    write_golden(made["wordpiece_cased"], tokenizer, rng, characters, lines)

    tokenizer = train_pairs(texts, 800, False)
    tokenizer.model.save(str(made["byte_pairs"]))
    write_golden(made["byte_pairs"], tokenizer, rng, characters, lines)

    tokenizer = train_pairs(texts, 800, True)
    save_json(made["byte_pairs_json"], tokenizer)
    write_golden(made["byte_pairs_json"], tokenizer, rng, characters, lines)


main()
