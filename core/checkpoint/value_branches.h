#pragma once

#include <string>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "checkpoint/pickled_tensors.h"

namespace spurioscope {

/// A value below another one.
struct Branch {
  PathElement key;
  ValueId value = kNoValue;
  bool state = true;   ///< false: a plain attribute of a module, or a buffer that torch would not save
};

/// Peels off what stands around a value without changing it (TorchScript's type tags).
ValueId unwrapped(const PickleValues& values, ValueId id);

/// True for an object of a module tree: it has _parameters, _buffers or _modules, or is a TorchScript object.
bool isModule(const PickleValues& values, ValueId id);

/// What stands below a container, mapping, module or object with attributes, in the order of the file; empty for anything else.
/// A key that stands twice counts once, with its last value.
/// @param budget  what may still be looked at: goes down by one a value and by the length of keys, so that sharing cannot multiply
/// work  @throws Error{Kind::Unsafe} when it is used up
std::vector<Branch> branches(const PickleValues& values, ValueId id, std::size_t& budget);

}  // namespace spurioscope
