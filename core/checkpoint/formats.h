#pragma once

#include <optional>
#include <string>

#include "checkpoint/checkpoint_parts.h"
#include "checkpoint/zip_archive.h"

// One reader a format. Each gets the open file and fills everything but path, size and files.
// All throw Error{Kind::Format}, Error{Kind::Unsafe}, Error{Kind::Unsupported}, Error{Kind::Io}.
namespace spurioscope {

/// torch.save since PyTorch 1.6, and TorchScript archives (torch.jit.save), whose code is not looked at.
/// @param folder  the archive's top folder with its '/': data.pkl stands in it
CheckpointParts readTorchZip(const ZipArchive& archive, const std::string& folder, const std::filesystem::path& path);

/// torch.save before PyTorch 1.6: five pickles, then the storages.
CheckpointParts readTorchLegacy(const Bytes& source, const std::filesystem::path& path);

/// A pickle that is not framed by torch.save: NumPy arrays and tensors with their bytes inside.
CheckpointParts readPlainPickle(const Bytes& source, const std::filesystem::path& path);
/// The same, also where it holds no tensors at all: numbers and texts are its scalars.
CheckpointParts readPickledValues(const Bytes& source, const std::filesystem::path& path);

/// https://github.com/huggingface/safetensors, as strict as the reference reader.
CheckpointParts readSafetensors(const Bytes& source, const std::filesystem::path& path);
bool looksLikeSafetensors(const ByteSource& source);

/// numpy.save: one array, without a name. numpy.savez: a zip of arrays of such files, and of nothing else.
CheckpointParts readNpy(const Bytes& source, const std::filesystem::path& path);
CheckpointParts readNpz(const ZipArchive& archive, const std::filesystem::path& path);
bool isNpz(const ZipArchive& archive);

/// model.safetensors.index.json, pytorch_model.bin.index.json: the shards stand in the same folder.
CheckpointParts readShards(const Bytes& source, const std::filesystem::path& path);
bool looksLikeShardIndex(const ByteSource& source);

/// The error for a file that is none of the above: says what it is, by its content, and how to convert it.
/// @param archive  when it is a zip
Error foreignFormat(const ByteSource& source, const ZipArchive* archive);

}  // namespace spurioscope
