"""Functions that known malicious pickles call, and the ways in which a pickle can name and call one. None is ever looked up by the reader: the
file opens, the function stands in `foreignGlobals`. Sources: the advisories named in brackets and arXiv 2508.19774."""
import struct

from assemble import CANARY, call, checkpoint, integer, items, legacy, mapping, named, payload, pickle, state, tensor, text

# Name -> where it was used against a scanner or loader.
FUNCTIONS = """
os.system posix.system nt.system os.popen os.execv os.spawnl os.remove os.putenv posix.posix_spawn subprocess.Popen subprocess.run subprocess.call
subprocess.check_output subprocess.getoutput commands.getoutput builtins.eval builtins.exec builtins.compile builtins.__import__ builtins.open
builtins.getattr builtins.map builtins.breakpoint __builtin__.eval __builtin__.execfile pip.main pip._internal.main ensurepip._run_pip timeit.timeit
timeit.main pydoc.locate pydoc.pipepager operator.methodcaller operator.attrgetter functools.partial pkgutil.resolve_name importlib.import_module
importlib.machinery.SourceFileLoader inspect.getattr_static marshal.loads marshal.load types.FunctionType types.CodeType lib2to3.pgen2.grammar.Grammar.loads
lib2to3.pgen2.pgen.ParserGenerator.make_label idlelib.pyshell.ModifiedInterpreter.runcode idlelib.autocomplete.AutoComplete.get_entity pty.spawn
runpy._run_code runpy.run_path runpy.run_module cProfile.run cProfile.runctx profile.Profile.runctx trace.Trace.runctx pdb.run bdb.Bdb.run
doctest.debug_script code.InteractiveInterpreter.runcode codeop.Compile ctypes.CDLL ctypes.cdll.LoadLibrary _ctypes.dlopen _posixsubprocess.fork_exec
site.addpackage site.execsitecustomize atexit.register atexit._run_exitfuncs signal.signal sys.settrace sys.modules threading.Thread
_thread.start_new_thread multiprocessing.util.spawnv_passfds multiprocessing.Process asyncio.unix_events._UnixSubprocessTransport._start
asyncio.create_subprocess_shell concurrent.futures.ProcessPoolExecutor socket.create_connection socket.socket ssl.SSLContext smtplib.SMTP ftplib.FTP
telnetlib.Telnet http.client.HTTPSConnection httplib.HTTPConnection urllib.request.urlopen urllib.request.urlretrieve requests.api.get
aiohttp.client.ClientSession webbrowser.open xmlrpc.client.ServerProxy shutil.rmtree shutil.move tempfile.NamedTemporaryFile pathlib.Path.write_text
linecache.updatecache io.FileIO _io.open sqlite3.connect imaplib.IMAP4_stream uuid._get_command_stdout _osx_support._read_output
_aix_support._read_cmd_output distutils.spawn.spawn distutils.file_util.write_file setuptools.sandbox.run_setup venv.create test.support.script_helper.assert_python_ok
logging.config.dictConfig logging.config.listen mailcap.findmatch readline.read_history_file antigravity.geohash pickle.loads _pickle.loads
dill.loads cloudpickle.loads joblib.load numpy.load numpy.testing._private.utils.runstring numpy.f2py.crackfortran.getlincoef pandas.read_pickle torch.load
torch.hub.load torch.jit.load torch.utils.cpp_extension.load_inline torch.utils.collect_env.run torch._inductor.codecache.compile_file
torch.fx.graph_module.reduce_graph_module torch._dynamo.guards.GuardBuilder.get torch.utils.bottleneck.__main__.run_cprofile sklearn.svm.SVC
tensorflow.python.ops.io_ops.read_file transformers.dynamic_module_utils.get_class_from_dynamic_module
""".split()


def functions():
    for name in FUNCTIONS:
        yield "call_" + name, checkpoint(state(extra=payload(name))), {"opens": [name]}


def inst(name, *arguments):
    module, _, last = name.rpartition(".")
    return b"(" + b"".join(arguments) + b"i" + module.encode() + b"\n" + last.encode() + b"\n"


def stack_global(module, name):
    return text(module) + text(name) + b"\x93"


def opcodes():
    """Every opcode with which a callable can be named, called or given a state."""
    run = ["posix.system"]
    system = named("posix.system")
    short = lambda value: b"\x8c" + bytes([len(value)]) + value.encode()
    yield "inst", state(extra=inst("posix.system", text(CANARY))), run
    yield "obj", state(extra=b"(" + system + text(CANARY) + b"o"), run
    yield "newobj", state(extra=system + items(text(CANARY)) + b"\x81"), run
    yield "newobj_ex", pickle(mapping(weight=tensor(), extra=system + items(text(CANARY)) + b"}\x92"), 4), run
    yield "stack_global", pickle(mapping(weight=tensor(), extra=call(stack_global("posix", "system"), text(CANARY))), 4), run
    yield "stack_global_memo", pickle(short("posix") + b"\x94" + b"0" + short("system") + b"\x94" + b"0" +
                                      mapping(weight=tensor(), extra=call(b"h\x00h\x01\x93", text(CANARY))), 4), run
    yield "stack_global_first", pickle(stack_global("posix", "system") + b"\x94" + b"0" + mapping(weight=tensor(), extra=call(b"h\x00", text(CANARY))), 4), run
    yield "stack_global_dotted", pickle(mapping(weight=tensor(), extra=call(stack_global("os", "path.os.system"), text(CANARY))), 4), ["os.path.os.system"]
    yield "stack_global_newline", pickle(mapping(weight=tensor(), extra=call(stack_global("os\n", "system"), text(CANARY))), 4), ["os\n.system"]
    yield "stack_global_empty_module", pickle(mapping(weight=tensor(), extra=call(stack_global("", "system"), text(CANARY))), 4), [".system"]
    yield "stack_global_wide_letters", pickle(mapping(weight=tensor(), extra=call(stack_global("ｏｓ", "system"), text(CANARY))), 4), ["ｏｓ.system"]
    yield "python2_string_names", state(extra=call(b"cposix\nsystem\n", b"U" + bytes([len(CANARY)]) + CANARY.encode())), run
    yield "protocol_0_text", b"(dp0\nV" + b"weight\np1\n" + tensor() + b"sVextra\n" + b"cposix\nsystem\n(V" + CANARY.encode() + b"\ntRs.", run
    yield "protocol_5_frame", b"\x80\x05\x95" + struct.pack("<Q", 20) + state(extra=payload())[2:], run
    yield "frame_that_lies", b"\x80\x04\x95" + struct.pack("<Q", 2**60) + state(extra=payload())[2:], run
    yield "result_popped", pickle(payload() + b"0" + mapping(weight=tensor())), run
    yield "result_popped_with_mark", pickle(b"(" + payload() + b"1" + mapping(weight=tensor())), run
    yield "result_left_below", pickle(payload() + mapping(weight=tensor())), run
    yield "result_duplicated", state(extra=payload() + b"2" + b"\x86"), run
    yield "result_as_key", pickle(b"}(" + payload() + b"K\x01" + text("weight") + tensor() + b"u"), run
    yield "result_as_set_item", state(extra=b"\x8f(" + payload() + b"\x90"), run
    yield "result_is_called", state(extra=call(call(named("operator.methodcaller"), text("system"), text(CANARY)), named("sys.modules"))), ["operator.methodcaller", "sys.modules"]
    yield "chain_getattr", state(extra=call(call(named("builtins.getattr"), call(named("builtins.__import__"), text("os")), text("system")), text(CANARY))), ["builtins.getattr", "builtins.__import__"]
    yield "chain_resolve_name", state(extra=call(call(named("pkgutil.resolve_name"), text("os:system")), text(CANARY))), ["pkgutil.resolve_name"]
    yield "chain_import_module", state(extra=call(call(named("inspect.getattr_static"), call(named("importlib.import_module"), text("os")), text("system")), text(CANARY))), ["importlib.import_module", "inspect.getattr_static"]
    yield "chain_locate", state(extra=call(call(named("operator.methodcaller"), text("system"), text(CANARY)), call(named("pydoc.locate"), text("os")))), ["pydoc.locate", "operator.methodcaller"]
    yield "chain_marshal", state(extra=call(call(named("types.FunctionType"), call(named("marshal.loads"), b"C\x04abcd"), b"}"))), ["marshal.loads", "types.FunctionType"]
    yield "chain_map_in_ordereddict", state(extra=call(named("collections.OrderedDict"), call(named("builtins.map"), named("posix.system"), b"](" + text(CANARY) + b"e"))), ["builtins.map", "posix.system"]
    yield "build_setstate", state(extra=named("code.InteractiveInterpreter") + b")\x81}(" + text("locals") + b"}u" + b"b"), ["code.InteractiveInterpreter"]
    yield "build_slots", state(extra=named("builtins.object") + b")\x81N}(" + text("__class__") + system + b"u\x86b"), ["builtins.object", "posix.system"]
    yield "setitem_on_call", state(extra=call(named("sys.modules.get"), text("os")) + text("system") + payload() + b"s"), ["sys.modules.get"]
    yield "append_on_call", state(extra=call(named("sys.path.copy")) + payload() + b"a"), ["sys.path.copy"]
    yield "defaultdict_factory", state(extra=call(named("collections.defaultdict"), system)), run
    yield "reduce_in_hooks", pickle(mapping(weight=tensor()[:-len(named("collections.OrderedDict") + b")RtR")] + payload() + b"tR")), run
    yield "rebuild_from_type", state(extra=call(named("torch._tensor._rebuild_from_type_v2"), system, named("torch.Tensor"), items(text(CANARY)), b"}")), run
    yield "rebuild_parameter_with_state", state(extra=call(named("torch._utils._rebuild_parameter_with_state"), tensor(), b"\x88", b"N", mapping(hook=payload()))), run
    yield "allowed_name_as_argument", state(extra=call(named("torch._utils._rebuild_device_tensor_from_numpy"), payload(), text("cpu"))), run
    yield "module_of_person_id", pickle(mapping(weight=tensor(), extra=items(text("module"), system, text("../../x.py"), text("import os")) + b"Q")), run
    yield "text_codec", state(extra=call(named("_codecs.decode"), text(CANARY), text("zlib_codec"))), ["_codecs.decode"]
    yield "codec_from_object_name", state(extra=call(named("codecs.open"), text("/tmp/spurioscope_canary"), text("w"))), ["codecs.open"]
    yield "persistent_load_override", state(extra=call(named("builtins.setattr"), named("pickle.Unpickler"), text("persistent_load"), system)), ["builtins.setattr", "pickle.Unpickler", "posix.system"]
    yield "names_of_torch_prefix", state(extra=payload("torch.nn.modules.__init__.os.system")), ["torch.nn.modules.__init__.os.system"]
    yield "name_like_a_storage", state(extra=payload("torch.os.system.FloatStorage")), ["torch.os.system.FloatStorage"]
    yield "second_pickle_behind", state() + pickle(payload()), []
    yield "garbage_behind", state() + b"\xff\x00garbage", []


def refused_calls():
    yield "reduce_as_offset", checkpoint(pickle(mapping(weight=call(named("torch._utils._rebuild_tensor_v2"), tensor(), payload(), items(integer(2)), items(integer(1)), b"\x89", b"N")))), "format"
    yield "shape_is_a_call", checkpoint(pickle(mapping(weight=tensor().replace(items(integer(2), integer(3)), payload(), 1)))), "format"
    yield "person_id_text", checkpoint(pickle(mapping(weight=tensor(), extra=b"Pposix\n"))), "format"
    yield "person_id_kind", checkpoint(pickle(mapping(weight=tensor(), extra=items(text("database"), named("posix.system")) + b"Q"))), "format"
    yield "storage_type_is_a_function", checkpoint(pickle(mapping(weight=tensor(kind="posix.system")))), "format"
    yield "storage_key_is_a_call", checkpoint(pickle(mapping(weight=tensor().replace(text("0"), payload(), 1)))), "format"
    yield "call_of_a_number", checkpoint(state(extra=b"K\x01)R")), "format"
    yield "call_of_a_text", checkpoint(state(extra=text("posix.system") + items(text(CANARY)) + b"R")), "format"
    yield "arguments_no_tuple", checkpoint(state(extra=named("posix.system") + b"](" + text(CANARY) + b"eR")), "format"
    yield "build_on_a_function", checkpoint(state(extra=named("posix.system") + b"}b")), "format"
    yield "setitem_on_a_function", checkpoint(state(extra=named("os.environ") + text("PATH") + text("/tmp") + b"s")), "format"
    yield "append_on_a_function", checkpoint(state(extra=named("sys.path") + text("/tmp") + b"a")), "format"
    yield "setitem_on_a_list", checkpoint(state(extra=b"]K\x00K\x01s")), "format"  # CVE-2026-24747's first half
    for code, operand in ((0x82, b"\x01"), (0x83, b"\x01\x00"), (0x84, b"\x01\x00\x00\x00")):
        yield f"extension_{code:x}", checkpoint(state(extra=bytes([code]) + operand + b")R")), "unsafe"
    yield "buffer_from_outside", checkpoint(pickle(mapping(weight=tensor(), extra=b"\x97"), 5)), "unsafe"
    yield "stack_global_of_numbers", checkpoint(pickle(mapping(weight=tensor(), extra=b"K\x01K\x02\x93"), 4)), "format"
    yield "unknown_opcode", checkpoint(state(extra=b"\xfe")), "format"
    yield "protocol_9", checkpoint(b"\x80\x09" + state()[2:]), "format"
    yield "list_as_key", checkpoint(state(extra=b"}]K\x01s")), "format"
    yield "raw_pickle", pickle(payload()), "unsupported"
    yield "raw_pickle_of_protocol_0", b"cposix\nsystem\n(V" + CANARY.encode() + b"\ntR.", "unsupported"
    yield "legacy_magic_is_a_call", legacy(magic=pickle(call(named("builtins.eval"), text("0x1950a86a20f9469cfc6c")))), "unsupported"
    yield "legacy_magic_then_call", legacy(magic=MAGIC_THEN_CALL), "format"
    yield "legacy_version_is_a_call", legacy(version=pickle(payload())), "format"
    yield "legacy_system_is_a_call", legacy(system=pickle(payload())), "format"
    yield "legacy_keys_are_calls", legacy(keys=pickle(b"](" + payload() + b"e")), "format"
    yield "legacy_keys_is_a_call", legacy(keys=pickle(payload())), "format"


MAGIC_THEN_CALL = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19" + payload() + b"."


def calls():
    yield from functions()
    for name, data, foreign in opcodes():
        yield "opcode_" + name, checkpoint(data), {"opens": foreign}
    for name, data, kind in refused_calls():
        yield "refused_" + name, data, {"refused": kind}
    yield "legacy_data", legacy(state(extra=payload())), {"opens": ["posix.system"]}
    yield "legacy_module_source", legacy(pickle(mapping(weight=tensor(), extra=items(text("module"), named("posix.system"), text("../../../x.py"), text("import os; os.system('x')")) + b"Q"))), {"opens": ["posix.system"]}
    yield "legacy_system_holds_a_call", legacy(system=pickle(b"}(" + text("little_endian") + b"\x88" + text("x") + payload() + b"u")), {"opens": []}
    yield "python2_module_in_pickle", checkpoint(state(extra=payload("__builtin__.execfile"))), {"opens": ["__builtin__.execfile"]}
