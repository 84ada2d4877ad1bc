"""Pickles, zip archives, legacy files and safetensors assembled byte by byte, so that they can be wrong in any chosen place."""
import struct
import zlib

CANARY = "touch /tmp/spurioscope_canary"  # what every payload would do, were it run


def text(value):
    data = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    return b"X" + struct.pack("<I", len(data)) + data


def integer(value):
    if 0 <= value < 256:
        return b"K" + bytes([value])
    if -2**31 <= value < 2**31:
        return b"J" + struct.pack("<i", value)
    length = value.bit_length() // 8 + 1
    return b"\x8a" + bytes([length]) + value.to_bytes(length, "little", signed=True)


def named(name):
    """GLOBAL of "module.name"; the name is what follows the last dot."""
    module, _, last = name.rpartition(".")
    return b"c" + module.encode() + b"\n" + last.encode() + b"\n"


def items(*values):
    return b"(" + b"".join(values) + b"t"


def call(function, *arguments):
    return function + items(*arguments) + b"R"


def payload(name="posix.system", argument=CANARY):
    return call(named(name), text(argument))


def storage(key="0", count=6, kind="torch.FloatStorage", location="cpu"):
    return items(text("storage"), named(kind), text(key), text(location), integer(count)) + b"Q"


def tensor(key="0", shape=(2, 3), stride=(3, 1), offset=0, count=6, kind="torch.FloatStorage"):
    return call(named("torch._utils._rebuild_tensor_v2"), storage(key, count, kind), integer(offset), items(*map(integer, shape)),
                items(*map(integer, stride)), b"\x89", named("collections.OrderedDict") + b")R")


def mapping(**entries):
    return b"}(" + b"".join(text(key) + value for key, value in entries.items()) + b"u"


def pickle(body, protocol=2):
    return b"\x80" + bytes([protocol]) + body + b"."


def state(**more):
    """A state dict of one tensor `weight`, and what else is given as pickled values."""
    return pickle(mapping(weight=tensor(), **more))


VALUES = struct.pack("<6f", 1, 2, 3, 4, 5, 6)


class Zip:
    """A zip archive of stored records; every field can be overridden for one record."""

    def __init__(self):
        self.body, self.entries = b"", []

    def add(self, name, data, *, local_name=None, method=0, local_method=None, raw=None, crc=None, local_crc=None, flags=0, local_flags=None, size=None,
            local_size=None, stored=None, attributes=0, made_by=0, extra=b"", descriptor=None, header_offset=None, disk=0):
        raw = (data if method == 0 else deflated(data)) if raw is None else raw
        crc = zlib.crc32(data) if crc is None else crc
        size = len(data) if size is None else size
        stored = len(raw) if stored is None else stored
        at = len(self.body) if header_offset is None else header_offset
        encoded = name if isinstance(name, bytes) else name.encode()
        local = encoded if local_name is None else local_name.encode()
        self.body += struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, flags if local_flags is None else local_flags, method if local_method is None else local_method,
                                 0, 0, crc if local_crc is None else local_crc, stored if local_size is None else local_size,
                                 size if local_size is None else local_size, len(local), 0) + local + raw
        if descriptor is not None:
            self.body += descriptor
        self.entries.append(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, made_by << 8 | 20, 20, flags, method, 0, 0, crc, stored, size, len(encoded),
                                        len(extra), 0, disk, 0, attributes, at) + encoded + extra)
        return self

    def finish(self, *, count=None, comment=b"", offset=None, length=None, prefix=b"", before_end=b"", said_comment=None, disk=0):
        directory = b"".join(self.entries)
        count = len(self.entries) if count is None else count
        start = len(self.body) if offset is None else offset
        return prefix + self.body + directory + before_end + struct.pack(
            "<IHHHHIIH", 0x06054b50, disk, disk, min(count, 0xFFFF), min(count, 0xFFFF), len(directory) if length is None else length, start,
            len(comment) if said_comment is None else said_comment) + comment


def deflated(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def archive(data_pkl, *, folder="archive/", values=VALUES, more=(), version=b"3\n"):
    out = Zip().add(folder + "data.pkl", data_pkl).add(folder + "data/0", values).add(folder + "version", version)
    for name, data in more:
        out.add(name, data)
    return out


def checkpoint(data_pkl, **how):
    """A file as torch.save writes it, around any pickle."""
    return archive(data_pkl, **how).finish()


MAGIC = pickle(b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")
SYSTEM = pickle(b"}(" + text("protocol_version") + b"M\xe9\x03" + text("little_endian") + b"\x88" + text("type_sizes") + b"}u")


def legacy(data=None, *, magic=MAGIC, version=None, system=SYSTEM, keys=None, storages=None):
    """A file as torch.save wrote it before 1.6."""
    return (magic + (pickle(b"M\xe9\x03") if version is None else version) + system + (state() if data is None else data) +
            (pickle(b"](" + text("0") + b"e") if keys is None else keys) + (struct.pack("<Q", 6) + VALUES if storages is None else storages))


def safetensors(header, data=b"", length=None):
    header = header.encode() if isinstance(header, str) else header
    return struct.pack("<Q", len(header) if length is None else length) + header + data
