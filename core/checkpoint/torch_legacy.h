#pragma once

#include "checkpoint/byte_source.h"
#include "checkpoint/pickle_values.h"
#include "checkpoint/tensor_storage.h"
#include "checkpoint/torch_storage_ids.h"

namespace spurioscope {

/// True when the file begins with the pickle of torch's magic number 0x1950a86a20f9469cfc6c.
bool isTorchLegacy(const ByteSource& source);

/// A storage as Python's own pickle holds it: a whole legacy file with one storage in it (torch.storage._load_from_bytes).
struct NestedStorage {
  StorageId id;
  Storage storage;
};
/// @throws Error{Kind::Format} when the bytes are something else
NestedStorage readNestedStorage(const Bytes& source);

}  // namespace spurioscope
