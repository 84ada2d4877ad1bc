"""Archives and wrappers that two programs would read differently, or that hide what is inside."""
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib

from assemble import CANARY, MAGIC, VALUES, Zip, archive, call, checkpoint, deflated, items, legacy, named, payload, pickle, state, text

EVIL = state(extra=payload())
RUN = {"opens": ["posix.system"]}


def ambiguous():
    """What PyPI refuses since 2025-08, and zip.js as ERR_AMBIGUOUS_ARCHIVE."""
    yield "name_mismatch", Zip().add("archive/data.pkl", EVIL, local_name="archive/data.txt").add("archive/data/0", VALUES).finish(), "format"  # CVE-2025-1944
    yield "name_longer_in_header", Zip().add("archive/data.pkl", EVIL, local_name="archive/data.pkl.x").add("archive/data/0", VALUES).finish(), "format"
    yield "flags_differ", Zip().add("archive/data.pkl", EVIL, local_flags=1).add("archive/data/0", VALUES).finish(), "format"  # CVE-2025-1945
    yield "encrypted_flag", Zip().add("archive/data.pkl", EVIL, flags=1).add("archive/data/0", VALUES).finish(), "unsupported"
    yield "strong_encryption_flag", Zip().add("archive/data.pkl", EVIL, flags=0x41).add("archive/data/0", VALUES).finish(), "unsupported"
    yield "masked_header_flag", Zip().add("archive/data.pkl", EVIL, flags=0x2000).add("archive/data/0", VALUES).finish(), "unsupported"
    yield "wrong_crc", Zip().add("archive/data.pkl", EVIL, crc=1).add("archive/data/0", VALUES).finish(), "format"  # CVE-2025-10156
    yield "wrong_crc_of_a_storage", Zip().add("archive/data.pkl", state()).add("archive/data/0", VALUES, crc=1).finish(), "format"
    yield "crc_differs", Zip().add("archive/data.pkl", EVIL, local_crc=5).add("archive/data/0", VALUES).finish(), "format"
    yield "size_differs", Zip().add("archive/data.pkl", EVIL, local_size=10).add("archive/data/0", VALUES).finish(), "format"
    yield "method_differs", Zip().add("archive/data.pkl", EVIL, local_method=8).add("archive/data/0", VALUES).finish(), "format"
    yield "stored_with_two_sizes", Zip().add("archive/data.pkl", EVIL, size=len(EVIL) + 9).add("archive/data/0", VALUES).finish(), "format"
    yield "name_twice", Zip().add("archive/data.pkl", state()).add("archive/data.pkl", EVIL).add("archive/data/0", VALUES).finish(), "unsafe"
    yield "storage_twice", archive(state()).add("archive/data/0", VALUES).finish(), "unsafe"
    yield "two_checkpoints", archive(state()).add("other/data.pkl", EVIL).finish(), "unsafe"
    yield "checkpoint_at_the_top_too", archive(state()).add("data.pkl", EVIL).finish(), "unsafe"
    yield "record_not_listed", Zip().add("archive/data.pkl", state()).add("archive/data/0", VALUES).add("archive/data.pkl", EVIL), "drop"
    yield "records_overlap", Zip().add("archive/data.pkl", state()).add("archive/data/0", VALUES).add("archive/x", b"", header_offset=0), "format"
    yield "prepended_bytes", archive(EVIL).finish(prefix=b"#!/bin/sh\n"), "unsupported"
    yield "prepended_zip_bytes", archive(EVIL).finish(prefix=b"PK\x03\x04" + bytes(40)), "format"
    yield "prepended_and_moved", archive(EVIL).finish(prefix=b"PK\x03\x04junk", offset=len(archive(EVIL).body) + 8), "format"
    yield "trailing_bytes", checkpoint(EVIL) + b"trailing", "format"
    yield "trailing_zip", checkpoint(state()) + checkpoint(EVIL), "format"
    yield "trailing_pickle", checkpoint(state()) + pickle(payload()), "format"
    yield "comment", archive(EVIL).finish(comment=b"hello"), "format"
    yield "comment_that_holds_a_zip", archive(state()).finish(comment=checkpoint(EVIL)), "format"
    yield "comment_that_lies", archive(EVIL).finish(said_comment=5), "format"
    yield "two_end_records", archive(state()).finish() + Zip().finish(), "format"
    yield "end_record_before_the_end", archive(EVIL).finish(before_end=Zip().finish()), "format"
    yield "gap_before_the_end_record", archive(EVIL).finish(before_end=b"gap!"), "format"
    yield "count_too_small", archive(EVIL).finish(count=2), "format"
    yield "count_too_large", archive(EVIL).finish(count=4), "format"
    yield "directory_elsewhere", archive(EVIL).finish(offset=30), "format"
    yield "directory_past_the_end", archive(EVIL).finish(offset=2**31), "format"
    yield "directory_shorter", archive(EVIL).finish(length=60), "format"
    yield "several_disks", archive(EVIL).finish(disk=1), "format"
    yield "record_on_another_disk", Zip().add("archive/data.pkl", EVIL, disk=3).add("archive/data/0", VALUES).finish(), "format"
    yield "record_past_the_end", Zip().add("archive/data.pkl", EVIL).add("archive/data/0", VALUES, header_offset=2**30).finish(), "format"
    yield "descriptor_that_contradicts", Zip().add("archive/data.pkl", EVIL, flags=8, local_crc=0, local_size=0,
                                                   descriptor=struct.pack("<III", zlib.crc32(EVIL), len(EVIL), 5)).add("archive/data/0", VALUES).finish(), "format"
    yield "descriptor_missing", Zip().add("archive/data.pkl", EVIL, flags=8, local_crc=0, local_size=0).add("archive/data/0", VALUES).finish(), "format"
    yield "unknown_method", Zip().add("archive/data.pkl", EVIL, method=12, raw=bz2.compress(EVIL)).add("archive/data/0", VALUES).finish(), "unsupported"
    yield "damaged_deflate", Zip().add("archive/data.pkl", EVIL, method=8, raw=b"\xff" * 50).add("archive/data/0", VALUES).finish(), "format"
    yield "deflate_goes_on", Zip().add("archive/data.pkl", EVIL, method=8, raw=deflated(EVIL) + b"more").add("archive/data/0", VALUES).finish(), "format"
    yield "deflate_longer_than_said", Zip().add("archive/data.pkl", EVIL, method=8, size=20).add("archive/data/0", VALUES).finish(), "format"


def wide():
    """The 64-bit end record and its locator."""
    body = archive(EVIL)
    directory = b"".join(body.entries)
    start = len(body.body)

    def file(count=len(body.entries), length=len(directory), offset=start, record_length=44, at=None, disks=1, locator_disk=0, narrow=(0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF), between=b""):
        record = struct.pack("<IQHHIIQQQQ", 0x06064b50, record_length, 45, 45, 0, 0, count, count, length, offset)
        locator = struct.pack("<IIQI", 0x07064b50, locator_disk, start + len(directory) if at is None else at, disks)
        end = struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, narrow[0], narrow[0], narrow[1], narrow[2], 0)
        return body.body + directory + record + between + locator + end

    yield "wide_as_it_should_be", file(), RUN
    yield "wide_locator_elsewhere", file(at=0), {"refused": "format"}
    yield "wide_locator_past_the_end", file(at=2**40), {"refused": "format"}
    yield "wide_locator_overflows", file(at=2**64 - 8), {"refused": "format"}
    yield "wide_several_disks", file(disks=2), {"refused": "format"}
    yield "wide_locator_disk", file(locator_disk=1), {"refused": "format"}
    yield "wide_record_length", file(record_length=2**63), {"refused": "format"}
    yield "wide_bytes_between", file(between=b"1234"), {"refused": "format"}
    yield "wide_contradicts_narrow", file(narrow=(2, 0xFFFFFFFF, 0xFFFFFFFF)), {"refused": "format"}
    yield "wide_contradicts_narrow_offset", file(narrow=(0xFFFF, 0xFFFFFFFF, 4)), {"refused": "format"}
    yield "wide_count_huge", file(count=2**40), {"refused": "unsafe"}
    yield "wide_directory_huge", file(length=2**63), {"refused": "unsafe"}
    yield "wide_offset_overflows", file(offset=2**64 - 10), {"refused": "format"}
    sizes = struct.pack("<HHQQ", 1, 16, 2**63, 2**63)
    yield "wide_size_of_a_record", Zip().add("archive/data.pkl", EVIL, size=0xFFFFFFFF, stored=0xFFFFFFFF, extra=sizes).finish(), {"refused": "format"}
    yield "wide_size_missing", Zip().add("archive/data.pkl", EVIL, size=0xFFFFFFFF, stored=0xFFFFFFFF).finish(), {"refused": "format"}


def unsafe_names():
    for name, record in (("parent", "archive/../../evil"), ("absolute", "/etc/evil"), ("backslash", "archive\\..\\evil"), ("drive", "C:evil"), ("nul", "archive/a\0b"),
                         ("empty", ""), ("long", "archive/" + "x" * 5000), ("dots_at_the_end", "archive/..")):
        yield "unsafe_name_" + name, archive(EVIL).add(record, b"x").finish(), "unsafe"
    yield "symbolic_link", archive(EVIL).add("archive/link", b"/etc/passwd", made_by=3, attributes=0o120777 << 16).finish(), "unsafe"
    yield "storage_key_leads_out", checkpoint(state().replace(text("0"), text("../../../etc/passwd"), 1)), "format"
    yield "storage_key_empty", checkpoint(state().replace(text("0"), text(""), 1)), "format"


def hidden():
    """A clean data.pkl beside others (CVE-2025-1889, -10155): only data.pkl counts."""
    yield "other_pickles_beside", archive(state(), more=[("archive/evil.bin", pickle(payload())), ("archive/data.pkl.bak", EVIL)]).finish(), {"opens": []}
    yield "code_beside", archive(state(), more=[("archive/code/__torch__.py", b"import os\nos.system('x')\n")]).finish(), {"opens": []}
    yield "torchscript", archive(state(), more=[("archive/constants.pkl", pickle(b")")), ("archive/code/__torch__.py", b"def __setstate__(self): aten.save([], 'x')")]).finish(), {"opens": []}
    yield "torchscript_constants", archive(state(), more=[("archive/constants.pkl", pickle(items(payload()))), ("archive/code/x.py", b"")]).finish(), {"opens": []}
    yield "bytecode_of_mobile", archive(state(), more=[("archive/bytecode.pkl", EVIL), ("archive/mobile_debug_handles.pkl", EVIL)]).finish(), {"opens": []}
    yield "storage_is_a_pickle", checkpoint(state(), values=EVIL[:24]), {"opens": []}
    yield "deflated_whole", Zip().add("archive/data.pkl", EVIL, method=8).add("archive/data/0", VALUES, method=8).finish(), RUN
    yield "no_folder", Zip().add("data.pkl", EVIL).add("data/0", VALUES).finish(), RUN
    yield "byte_order_unknown", archive(state(), more=[("archive/byteorder", b"mixed")]).finish(), {"refused": "unsupported"}
    yield "checkpoint_in_a_zip", Zip().add("model.pth", checkpoint(EVIL)).finish(), {"refused": "unsupported"}
    yield "zip_without_records", Zip().finish(), {"refused": "unsupported"}
    yield "package_of_torch", Zip().add("model/.data/extern_modules", b"os").add("model/x.py", b"import os").finish(), {"refused": "unsupported"}
    yield "export_program", Zip().add("m/archive_format", b"pt2").add("m/models/model.json", b"{}").finish(), {"refused": "unsupported"}


def tar_of(names):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def wrappers():
    """nullifAI's trick (a scanner that does not know the wrapper sees nothing), torch's old tar format, and files of other kinds."""
    broken = EVIL[:-40] + b"\xff"
    yield "seven_zip", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(24) + checkpoint(EVIL)
    yield "tar_of_torch_0_1", tar_of({"sys_info": pickle(payload()), "pickle": EVIL, "storages": b"", "tensors": b""})
    yield "tar_that_leads_out", tar_of({"../../evil": EVIL})
    yield "gzip", gzip.compress(checkpoint(EVIL), mtime=0)
    yield "bzip2", bz2.compress(checkpoint(EVIL))
    yield "xz", lzma.compress(checkpoint(EVIL))
    yield "zstd", b"\x28\xb5\x2f\xfd" + checkpoint(EVIL)
    yield "rar", b"Rar!\x1a\x07\x00" + checkpoint(EVIL)
    yield "joblib_zlib", zlib.compress(EVIL)
    yield "program", b"\x7fELF\x02\x01\x01" + bytes(60)
    yield "script", b"#!/bin/sh\ntouch /tmp/spurioscope_canary\n"
    yield "python_source", b"import os\nos.system('touch /tmp/spurioscope_canary')\n"
    yield "web_page", b"<!DOCTYPE html><script>alert(1)</script>"
    yield "onnx", b"\x08\x07\x12\x04evil\x3a\x10" + bytes(16)
    yield "keras", b"\x89HDF\r\n\x1a\n" + bytes(100)
    yield "gguf", b"GGUF\x03\x00\x00\x00" + b"\xff" * 16
    yield "flatbuffer", bytes(4) + b"TFL3" + bytes(20)
    yield "lfs_pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1\n"
    yield "empty", b""
    yield "zeros", bytes(4096)
    yield "broken_pickle_after_the_payload", pickle(payload() + b"0" + b"\xff")
    yield "pickle_then_zip", pickle(payload()) + checkpoint(state())
    yield "zip_of_a_broken_pickle", checkpoint(broken)


def npy(head, values=b"", *, version=1, length=None):
    """A NumPy array file of any head."""
    head = head.encode() + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(head) if length is None else length) + head + values


def numpy_files():
    """NumPy's heads are Python literals that careless readers evaluate, its object arrays are pickles, its archives are zips."""
    plain, objects = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    yield "objects", npy(objects, pickle(payload())), "unsupported"
    yield "head_is_code", npy("__import__('os').system('" + CANARY + "')"), "format"
    yield "code_in_the_shape", npy(plain.replace("(2, 3)", "(__import__('os').system('" + CANARY + "'),)"), VALUES), "format"
    yield "code_as_the_order", npy(plain.replace("False", "exec('x')"), VALUES), "format"
    yield "key_twice", npy(plain.replace("}", "'shape': (1,)}"), VALUES), "format"
    yield "key_unknown", npy(plain.replace("}", "'__reduce__': 'x'}"), VALUES), "format"
    yield "shape_overflows", npy(plain.replace("(2, 3)", "(4611686018427387904, 4611686018427387904)"), VALUES), "format"
    yield "shape_negative", npy(plain.replace("(2, 3)", "(-2, -3)"), VALUES), "format"
    yield "shape_beyond_the_file", npy(plain.replace("(2, 3)", "(2000000000,)"), VALUES), "format"
    yield "shape_of_100_sides", npy(plain.replace("(2, 3)", "(" + "1, " * 100 + ")"), VALUES[:4]), "unsafe"
    yield "head_of_4_gb", npy(plain, VALUES, version=2, length=0xFFFFFFFF), "unsafe"
    yield "head_cut_off", npy(plain, length=60000), "format"
    yield "version_9", npy(plain, VALUES, version=9), "unsupported"
    yield "type_nested", npy(plain.replace("'<f4'", "[" * 50000), VALUES), "format"
    yield "npz_of_objects", Zip().add("a.npy", npy(objects, pickle(payload())), method=8).finish(), "unsupported"
    yield "npz_bomb", Zip().add("a.npy", npy(plain.replace("(2, 3)", "(%d,)" % (1 << 24)), bytes(1 << 26)), method=8).finish(), "opens"
    yield "npz_name_leads_out", Zip().add("../../a.npy", npy(plain, VALUES)).finish(), "unsafe"
    yield "npz_checksum", Zip().add("a.npy", npy(plain, VALUES), crc=1).finish(), "format"


def truncated():
    """Files that end early, at places that matter."""
    whole, old = checkpoint(EVIL), legacy(EVIL)
    for cut in (4, 30, 60, len(whole) // 2, len(whole) - 22, len(whole) - 1):
        yield f"zip_cut_at_{cut}", whole[:cut], "format"
    for cut in (len(MAGIC), len(MAGIC) + 3, 60, 200, len(old) - 24, len(old) - 1):
        yield f"legacy_cut_at_{cut}", old[:cut], "unsupported" if cut == len(MAGIC) else "format"  # a whole pickle of a number


def containers():
    for name, data, kind in ambiguous():
        if kind == "drop":  # the directory forgets the last record, which stays between the others and itself
            data.entries.pop()
            data, kind = data.finish(), "unsafe"
        yield "zip_" + name, data if isinstance(data, bytes) else data.finish(), {"refused": kind}
    yield from (("zip_" + name, data, verdict) for name, data, verdict in wide())
    for name, data, kind in unsafe_names():
        yield "zip_" + name, data, {"refused": kind}
    yield from (("hidden_" + name, data, verdict) for name, data, verdict in hidden())
    for name, data in wrappers():
        refused = "format" if name in ("zip_of_a_broken_pickle", "broken_pickle_after_the_payload") else "unsupported"
        yield "wrapper_" + name, data, {"refused": refused}
    for name, data, verdict in numpy_files():
        yield "numpy_" + name, data, {"opens": []} if verdict == "opens" else {"refused": verdict}
    for name, data, kind in truncated():
        yield "truncated_" + name, data, {"refused": kind}
    yield "named_of_another_module", checkpoint(pickle(call(named("collections.OrderedDict"), b"](" + payload() + b"e"))), {"refused": "unsupported"}
