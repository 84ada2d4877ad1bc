"""Small files that ask for much memory or time, and numbers that overflow."""
import json
import struct

from assemble import VALUES, Zip, archive, call, checkpoint, deflated, integer, items, legacy, mapping, named, pickle, safetensors, state, tensor, text


def big(count):
    return b"\x8a\x09" + (2**64 + count).to_bytes(9, "little")  # a LONG1 of nine bytes: beyond 64 bits


def pickles():
    laughs = b"](K\x01e" + b"".join(b"q%c0](" % i + (b"h%c" % i) * 10 + b"e" for i in range(30))
    yield "billion_laughs_by_memo", state(extra=laughs), {"opens_or": "unsafe"}
    yield "billion_laughs_with_tensors", pickle(mapping(weight=tensor()) + b"".join(b"q%c0](" % i + (b"h%c" % i) * 10 + b"e" for i in range(30))), {"opens_or": "unsafe"}
    yield "doubling_by_dup", pickle(mapping(weight=tensor()) + b"2\x86" * 60), {"opens_or": "unsafe"}
    yield "holds_itself", pickle(b"}q\x00(" + text("weight") + tensor() + text("self") + b"h\x00u"), {"opens": []}
    yield "lists_of_100000_depths", state(extra=b"]" * 100_000 + b"a" * 99_999), {"opens": []}
    yield "tuples_of_100000_depths", state(extra=b")" + b"\x85" * 100_000), {"opens": []}
    yield "dictionaries_of_100000_depths", pickle(b"}(" * 100_000 + text("weight") + tensor() + b"u"), {"refused": "format"}
    yield "calls_of_100000_depths", state(extra=named("a.b") + b")R" * 100_000), {"opens": ["a.b"]}
    yield "marks", pickle(b"(" * 3_000_000 + b"."), {"refused": "unsafe"}
    yield "empty_lists", pickle(b"]" * 12_000_000), {"refused": "unsafe"}
    yield "numbers", pickle(b"](" + b"K\x01" * 9_000_000 + b"e"), {"refused": "unsafe"}
    yield "memo_puts", pickle(b"N" + b"".join(b"r" + struct.pack("<I", i) for i in range(4_000_000))), {"refused": "unsupported"}
    yield "long_memo_index", state(extra=b"Nr\xff\xff\xff\xffj\xff\xff\xff\xff\x86"), {"opens": []}
    yield "globals", pickle(mapping(weight=tensor()) + b"".join(b"cm\n%x\n0" % i for i in range(150_000))), {"refused": "unsafe"}
    yield "long_names", state(extra=b"c" + b"m" * 5000 + b"\nx\n"), {"opens": []}
    yield "text_length_lies", state(extra=b"X\xff\xff\xff\xff"), {"refused": "format"}
    yield "text_of_8_byte_length", state(extra=b"\x8d" + struct.pack("<Q", 2**63) + b"x"), {"refused": "format"}
    yield "bytes_length_lies", state(extra=b"B\xff\xff\xff\x7f"), {"refused": "format"}
    yield "bytes_of_8_byte_length", state(extra=b"\x8e" + struct.pack("<Q", 2**64 - 1) + b"x"), {"refused": "format"}
    yield "bytearray_length_lies", state(extra=b"\x96" + struct.pack("<Q", 2**40)), {"refused": "format"}
    yield "long_integer_lies", state(extra=b"\x8b\xff\xff\xff\x7f"), {"refused": "format"}
    yield "long_integer_negative_length", state(extra=b"\x8b\xff\xff\xff\xff"), {"refused": "format"}
    yield "decimal_of_100000_digits", state(extra=b"I" + b"9" * 100_000 + b"\n"), {"refused": "format"}
    yield "line_without_end", state(extra=b"V" + b"x" * 2_000_000), {"refused": "format"}
    yield "bytearray_terabyte", state(extra=call(named("builtins.bytearray"), integer(10**12))), {"opens": ["builtins.bytearray"]}
    yield "range_in_a_list", state(extra=call(named("builtins.list"), call(named("builtins.range"), integer(10**18)))), {"opens": ["builtins.list", "builtins.range"]}
    yield "storage_by_call", state(extra=call(named("torch.FloatStorage"), integer(10**12))), {"opens": []}
    yield "tensor_by_call", state(extra=call(named("torch.FloatTensor"), integer(10**6), integer(10**6))), {"opens": ["torch.FloatTensor"]}
    yield "power_of_numbers", state(extra=call(named("builtins.pow"), integer(10), integer(2**40))), {"opens": ["builtins.pow"]}
    yield "regular_expression", state(extra=call(named("re.match"), text("(a+)+$"), text("a" * 40 + "b"))), {"opens": ["re.match"]}
    yield "stack_underflow", pickle(b"R"), {"refused": "format"}
    yield "pop_of_nothing", pickle(b"0"), {"refused": "format"}
    yield "tuple_without_mark", pickle(b"t"), {"refused": "format"}
    yield "odd_dictionary", state(extra=b"}(K\x01u"), {"refused": "format"}
    yield "memo_never_set", state(extra=b"h\x09"), {"refused": "format"}
    yield "no_stop", state()[:-1], {"refused": "format"}
    yield "nothing", b"", {"refused": "format"}
    yield "stop_alone", pickle(b""), {"refused": "format"}


def long_paths():
    """Keys of 60,000 bytes above 10,000 tensors: every tensor's path would copy them."""
    level = b"}(" + b"".join(integer(i) + b"h\x01" for i in range(10_000)) + b"u"
    return pickle(tensor() + b"q\x010" + (b"}" + text("k" * 60_000)) * 4 + level + b"ssss")


def tensors():
    huge = {"shape_wraps_to_zero": dict(shape=(2**32, 2**32), stride=(2**32, 1)), "shape_wraps_to_four": dict(shape=(4194305, 4194305, 211106198978564), stride=(1, 1, 1)),
            "shape_negative": dict(shape=(-2, -3)), "stride_negative": dict(stride=(-3, 1)), "offset_negative": dict(offset=-1), "offset_past_the_end": dict(offset=4),
            "offset_overflows": dict(offset=2**62), "stride_overflows": dict(stride=(2**62, 1)), "storage_too_short": dict(shape=(300, 200), stride=(200, 1)),
            "strides_missing": dict(stride=(1,)), "count_lies": dict(count=600), "count_huge": dict(count=2**61), "count_negative": dict(count=-6),
            "rank_of_1000": dict(shape=(1,) * 1000, stride=(1,) * 1000), "bytes_overflow": dict(shape=(2**61, 3), stride=(0, 0)), "storage_missing": dict(key="7")}
    for name, how in huge.items():
        yield name, pickle(mapping(weight=tensor(**how)))
    yield "shape_beyond_64_bits", pickle(mapping(weight=tensor().replace(integer(2) + integer(3), big(1) + integer(3), 1)))
    yield "unknown_storage", pickle(mapping(weight=tensor(kind="torch.BogusStorage")))
    yield "storage_of_two_sizes", pickle(mapping(weight=tensor(), other=tensor(count=100)))


def expanded():
    yield "terabytes_by_stride_0", pickle(mapping(weight=tensor(shape=(10**6, 10**6), stride=(0, 0)))), {"refused": "unsafe"}
    yield "gigabyte_by_stride_0", pickle(mapping(weight=tensor(shape=(2**14, 2**14), stride=(0, 0)))), {"opens": []}
    yield "many_of_a_gigabyte", pickle(mapping(**{f"w{i}": tensor(shape=(2**14, 2**14), stride=(0, 0)) for i in range(200)})), {"opens": []}
    yield "overlapping_storages", pickle(mapping(weight=tensor(), other=tensor(offset=1, shape=(5,), stride=(1,)), third=tensor(shape=(3, 3), stride=(1, 1)))), {"opens": []}
    yield "without_elements", pickle(mapping(weight=tensor(shape=(0, 2**40), stride=(1, 1)), other=tensor())), {"opens": []}
    array = lambda shape, data: call(named("numpy.core.multiarray._reconstruct"), named("numpy.ndarray"), items(integer(0)), text("b")) + items(
        integer(1), items(*map(integer, shape)), call(named("numpy.dtype"), text("f8"), b"\x89", b"\x88"), b"\x89", b"C" + bytes([len(data)]) + data) + b"b"
    yield "array_shape_lies", pickle(mapping(weight=tensor(), extra=array((10**9,), bytes(8)))), {"opens_or": "format"}
    yield "array_shape_overflows", pickle(mapping(weight=tensor(), extra=array((2**33, 2**33), bytes(8)))), {"opens_or": "format"}
    yield "array_by_call", pickle(mapping(weight=tensor(), extra=call(named("numpy.ndarray"), items(integer(10**12))))), {"opens": []}


def archives():
    zeros = bytes(40_000_000)
    yield "deflate_of_1000_to_1", Zip().add("archive/data.pkl", state()).add("archive/data/0", zeros, method=8).finish(), {"refused": "unsafe"}
    yield "deflated_pickle", Zip().add("archive/data.pkl", pickle(b"X" + struct.pack("<I", 60_000_000) + bytes(60_000_000)), method=8).add("archive/data/0", b"").finish(), {"refused": "unsafe"}
    yield "deflated_pickle_that_lies", Zip().add("archive/data.pkl", state(), method=8, raw=deflated(zeros)).add("archive/data/0", b"").finish(), {"refused": "format"}
    yield "records_of_100001", _many_records(100_001), {"refused": "unsafe"}
    yield "records_all_one", _one_record_many_times(), {"refused": "format"}
    yield "legacy_count_huge", legacy(storages=struct.pack("<Q", 2**60)), {"refused": "format"}
    yield "legacy_count_negative", legacy(storages=struct.pack("<q", -1) + bytes(24)), {"refused": "format"}
    yield "legacy_key_twice", legacy(keys=pickle(b"](" + text("0") * 2 + b"e")), {"refused": "format"}
    yield "legacy_key_unknown", legacy(keys=pickle(b"](" + text("9") + b"e")), {"refused": "format"}
    yield "legacy_big_endian", legacy(system=pickle(b"}" + text("little_endian") + b"\x89s")), {"refused": "unsupported"}


def _many_records(count):
    body, entries = [], []
    at = 0
    for i in range(count):
        name = b"archive/data/%d" % i
        body.append(struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name)
        entries.append(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, at) + name)
        at += len(body[-1])
    directory = b"".join(entries)
    wide = struct.pack("<IQHHIIQQQQ", 0x06064b50, 44, 45, 45, 0, 0, count, count, len(directory), at) + struct.pack("<IIQI", 0x07064b50, 0, at + len(directory), 1)
    return b"".join(body) + directory + wide + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


def _one_record_many_times():
    """The overlap that makes kilobytes unpack to terabytes (Fifield 2019)."""
    out = archive(state())
    for i in range(1000):
        out.add(f"archive/data/{i + 1}", VALUES, header_offset=0)
    return out.finish()


def header(**entries):
    return json.dumps(entries)


def entry(shape=(2, 3), offsets=(0, 24), dtype="F32"):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def safe():
    """safetensors: what the reference reader refuses, and larger."""
    one = header(w=entry())
    yield "header_length_lies", safetensors(one, VALUES, length=2**40), "format"
    yield "header_length_just_too_long", safetensors(one, VALUES, length=len(one) + 25), "format"
    yield "header_longer_than_allowed", safetensors(one, VALUES, length=2**26), "format"
    yield "header_empty", struct.pack("<Q", 0), "format"
    yield "header_no_object", safetensors("[1]" + " " * 10, VALUES), "unsupported"
    yield "header_no_json", safetensors("{\x00\x01", VALUES), "format"
    yield "header_no_utf8", safetensors(b'{"\xff\xfe":' + json.dumps(entry()).encode() + b"}", VALUES), "format"
    yield "header_nested", safetensors('{"w":' * 50_000, VALUES), "format"
    yield "lists_nested", safetensors('{"w":{"dtype":"F32","shape":' + "[" * 100_000, VALUES), "format"
    yield "name_twice", safetensors('{"w":%s,"w":%s}' % ((json.dumps(entry()),) * 2), VALUES), "format"
    yield "field_twice", safetensors('{"w":{"dtype":"F32","dtype":"F16","shape":[2,3],"data_offsets":[0,24]}}', VALUES), "format"
    yield "shape_wraps", safetensors(header(w=entry((4194305, 4194305, 211106198978564), (0, 16)), v=entry((2,), (16, 24))), VALUES), "format"
    yield "shape_beyond_64_bits", safetensors('{"w":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,24]}}', VALUES), "format"
    yield "shape_negative", safetensors(header(w=entry((-2, -3))), VALUES), "format"
    yield "shape_real", safetensors(header(w=entry((2.0, 3.0))), VALUES), "format"
    yield "shape_true", safetensors(header(w=entry((True, 6))), VALUES), "format"
    yield "shape_of_100_sides", safetensors(header(w=entry((1,) * 100, (0, 4))), VALUES), "format"
    yield "offsets_reversed", safetensors(header(w=entry(offsets=(24, 0))), VALUES), "format"
    yield "offsets_past_the_end", safetensors(header(w=entry(offsets=(0, 2**60))), VALUES), "format"
    yield "offsets_overlap", safetensors(header(w=entry(), v=entry((2,), (16, 24))), VALUES), "format"
    yield "offsets_with_a_hole", safetensors(header(w=entry((2,), (0, 8)), v=entry((2,), (16, 24))), VALUES), "format"
    yield "offsets_of_three", safetensors(header(w={"dtype": "F32", "shape": [6], "data_offsets": [0, 24, 24]}), VALUES), "format"
    yield "data_too_long", safetensors(one, VALUES + b"more"), "format"
    yield "data_too_short", safetensors(one, VALUES[:-1]), "format"
    yield "dtype_unknown", safetensors(header(w=entry(dtype="PICKLE")), VALUES), "format"
    yield "dtype_missing", safetensors('{"w":{"shape":[6],"data_offsets":[0,24]}}', VALUES), "format"
    yield "metadata_no_text", safetensors('{"__metadata__":{"a":1},"w":%s}' % json.dumps(entry()), VALUES), "format"
    yield "metadata_of_20000", safetensors(header(__metadata__={str(i): "" for i in range(20_000)}, w=entry()), VALUES), "format"
    yield "tensors_of_200001", safetensors("{" + ",".join('"%x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}' % i for i in range(200_001)) + "}"), "format"
    yield "raw_pickle_behind_a_header", safetensors("{}", pickle(call(named("posix.system"), text("x")))), "format"


def bombs():
    for name, data, verdict in pickles():
        yield "pickle_" + name, checkpoint(data), verdict
    yield "pickle_long_paths", checkpoint(long_paths()), {"refused": "unsafe"}
    for name, data in tensors():
        yield "tensor_" + name, checkpoint(data), {"refused": "format"}
    for name, data, verdict in expanded():
        yield "tensor_" + name, checkpoint(data), verdict
    for name, data, verdict in archives():
        yield "bomb_" + name, data, verdict
    for name, data, kind in safe():
        yield "safetensors_" + name, data, {"refused": kind}
    yield "safetensors_empty_tensors_share_offsets", safetensors(header(w=entry(), **{f"e{i}": entry((0, 2**40), (24, 24)) for i in range(50)}), VALUES), {"opens": []}
    for name, shard in (("leads_out", "../../../../etc/passwd"), ("absolute", "/etc/passwd"), ("empty", ""), ("parent", ".."), ("nul", "a\0b")):
        yield "shards_" + name, json.dumps({"weight_map": {"w": shard}}).encode(), {"refused": "unsafe"}
    yield "shards_missing", json.dumps({"weight_map": {"w": "nowhere.safetensors"}}).encode(), {"refused": "io"}
    yield "shards_itself", json.dumps({"weight_map": {"w": "shards_itself"}}).encode(), {"refused": "unsupported"}
    yield "shards_of_20000", json.dumps({"weight_map": {str(i): f"{i}.safetensors" for i in range(20_000)}}).encode(), {"refused": "format"}
    yield "shards_nested", b'{"weight_map":' + b"[" * 200_000, {"refused": "format"}
