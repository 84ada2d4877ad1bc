#!/usr/bin/env python3
"""make_seeds.py OUT FOLDER...: seeds for the fuzz targets, one folder a target, from folders of checkpoints (read recursively) and the
small files written below. Afterwards `fuzz_<target> -merge=1 tests/fuzz/corpus/<target> OUT/<target>` keeps those that reach something new."""
import gzip, os, struct, sys, zipfile

out, sources = sys.argv[1], sys.argv[2:]
here = os.path.dirname(os.path.abspath(__file__))
LONGEST = 16384


def put(target, name, data):
    if 0 < len(data) <= LONGEST:
        os.makedirs(os.path.join(out, target), exist_ok=True)
        with open(os.path.join(out, target, name), "wb") as f:
            f.write(data)


def checkpoint(path, name):
    with open(path, "rb") as f:
        data = f.read()
    put("checkpoint", name, data)
    if data[:4] == b"PK\x03\x04":
        put("zip", name, data)
        try:
            with zipfile.ZipFile(path) as archive:
                for record in archive.namelist():
                    if record.endswith("data.pkl") and archive.getinfo(record).file_size <= LONGEST:
                        put("pickle", name, archive.read(record))
        except Exception:
            pass  # a damaged archive is a seed of "zip" only
    at = data.find(b"little_endian")
    if data[:4] == b"\x80\x02\x8a\x0a" and at > 0:
        put("legacy", name, data[data.find(b".", at) + 1:])
    if len(data) > 9 and data[8:9] == b"{":
        length = int.from_bytes(data[:8], "little")
        if length < len(data):
            put("safetensors", name, bytes([min(255, len(data) - 8 - length)]) + data[8:8 + length])


def tables():
    rows = b"img_id,img_filename,y,split,place\n" + b"".join(b"%d,a/%d.jpg,%d,%d,%d\n" % (i, i, i % 2, i % 3, i % 4 // 2) for i in range(12))
    put("table", "waterbirds", rows)
    put("table", "crlf", rows.replace(b"\n", b"\r\n"))
    put("table", "bom", b"\xef\xbb\xbf" + rows)
    put("table", "names", b'filename,target,background,split\n"a,b.png",cat,"the ""sea""",train\nc.png,dog,land,val\nd.png,dog,sea,test\n')
    put("table", "numbers", b"image,label,a,split\nx,1.0,-1,0\ny,0,1,2\nz,1e3,nan,3\n")
    put("table", "settings", b"resize=256x256,crop=224,mean=0.485/0.456/0.406,std=0.229/0.224/0.225,channels=3,pillow=12")
    put("table", "setting_names", b"mnist,channels=1,crop=178,resize=64x64")


def arrays():
    for sides in ((5,), (2, 3, 4), (3, 2, 2, 3)):
        size = 1
        for side in sides:
            size *= side
        plain = struct.pack(">BBBB", 0, 0, 8, len(sides)) + b"".join(struct.pack(">I", s) for s in sides) + bytes(range(size))
        put("idx", f"plain{len(sides)}", plain)
        put("idx", f"gzip{len(sides)}", gzip.compress(plain))
        put("idx", f"short{len(sides)}", plain[:-1])
    put("idx", "other_kind", struct.pack(">BBBBI", 0, 0, 0x0D, 1, 2) + bytes(8))


def frames():
    def array(path, element, shape, problem=0):
        return struct.pack("<I", len(path)) + path + struct.pack("<BIB", element, problem, len(shape)) + b"".join(struct.pack("<Q", s) for s in shape)
    put("frames", "two", struct.pack("<I", 2) + array(b"/train/images", 1, [10, 3, 4, 4]) + array(b"/train/y", 2, [10]))
    put("frames", "request", struct.pack("<I", 8) + b"/train/y" + struct.pack("<QQ", 0, 10))
    put("frames", "none", struct.pack("<I", 0))


def sessions():
    whole = b'''{"spurioscope":"session","schema":1,"checkpoint":{"source":"runs/epoch_40.pth","sha256":"ab"},"data":{"source":"/data/birds",
"fingerprint":"cd","choices":{"preprocess":"resize=64x64","image":"file","y":"Male","split":"none","attributes":["Young","Smiling"],
"attributeFile":"a.csv","text":"sentence","text2":"other"}},"split":"test","classOrder":"reversed","edits":[
{"site":"layer4.1.conv2","channel":35,"mode":"zero-weights","alpha":0.5},{"site":"conv1","channel":0,"mode":"noise","alpha":0.0,"std":0.02,"seed":18446744073709551615},
{"site":"features","channel":2,"mode":"rewind","alpha":0,"from":"../old/epoch_10.pth"},{"site":"a","channel":1,"mode":"random-init","alpha":0,"std":1e-3,"seed":7}],
"ranking":{"criterion":"taylor","preset":"paper","split":"test","group":3},"view":{"tab":"maps","open":[1,2]}}'''
    put("session", "whole", whole)
    put("session", "demo", whole.replace(b"runs/epoch_40.pth", b"demo:epoch=5").replace(b"/data/birds", b"demo"))
    put("session", "bare", b'{"spurioscope":"session","schema":1,"checkpoint":{"source":"","sha256":""},"data":{"source":"","fingerprint":""},"split":"","edits":[],"ranking":{}}')
    put("session", "newer", b'{"spurioscope":"session","schema":9}')


def tokenizers():
    texts = b"\xff".join(["the cats' naïve 狗 re-ran, [MASK] it's 12.5!".encode(), b"sat on <mask> mats"])
    words = b"\n".join([b"[PAD]", b"[UNK]", b"[CLS]", b"[SEP]", b"[MASK]", b"the", b"cat", b"##s", b"##e", b"na", b"##ive", b"'", b"re", b"-", b"ran", b"it", b"1", b"##2"])
    put("tokenizer", "words", b"\x00" + words + b"\xff\xff" + b'{"do_lower_case":false,"strip_accents":true,"tokenize_chinese_chars":true,"mask_token":{"content":"[MASK]"}}' + b"\xff" + texts)
    letters = "".join(chr(c) for c in list(range(33, 127)) + [0x120, 0x10a, 0xc2, 0xac])
    table = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, "<mask>": 4, **{c: 5 + i for i, c in enumerate(letters)}, "th": 110, "the": 111, "\u0120s": 112}
    text = "{" + ",".join('"%s":%d' % (k.replace("\\", "\\\\").replace('"', '\\"'), v) for k, v in table.items()) + "}"
    put("tokenizer", "pairs", b"\x01" + text.encode() + b"\xff#version: 0.2\nt h\nth e\n\xc4\xa0 s\n\xff" + b'{"add_prefix_space":true}' + b"\xff" + texts)
    json_words = "{" + ",".join('"%s":%d' % (w.decode(), i) for i, w in enumerate(words.split(b"\n"))) + "}"
    bert = '''{"added_tokens":[{"id":4,"content":"[MASK]","lstrip":true,"normalized":false},{"id":30,"content":"cat","single_word":true,"rstrip":true}],
"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},
"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
"pair":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"[CLS]":{"ids":[2]}}},
"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":''' + json_words + "}}"
    put("tokenizer", "json_words", b"\x02" + bert.encode() + b"\xff\xff\xff" + texts)
    roberta = '''{"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"use_regex":true},"post_processor":{"type":"Sequence","processors":[{"type":"ByteLevel"},
{"type":"RobertaProcessing","cls":["<s>",0],"sep":["</s>",2]}]},"model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"ignore_merges":true,"merges":["t h",["th","e"]],"vocab":''' + text + "}}"
    put("tokenizer", "json_pairs", b"\x02" + roberta.encode() + b"\xff\xff\xff" + texts)
    folder = os.path.join(here, "..", "text", "golden")
    for kind, name in ((0, "wordpiece/vocab.txt"), (2, "wordpiece_cased/tokenizer.json")):
        with open(os.path.join(folder, name), "rb") as f:
            put("tokenizer", name.replace("/", "_"), bytes([kind]) + f.read() + b"\xff\xff\xff" + texts)


for source in sources:
    for root, _, files in os.walk(source):
        for file in files:
            path = os.path.join(root, file)
            checkpoint(path, os.path.relpath(path, source).replace(os.sep, "_"))
for make in (tables, arrays, frames, sessions, tokenizers):
    make()
