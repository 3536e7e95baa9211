// What runs in the process of a Node.js handler: Node's own modules only. It does what Lambda's runtime interface client
// does, in the same words: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
// The frames are those of python_child.py.
'use strict';

const fs = require('fs');
const net = require('net');
const path = require('path');
const { pathToFileURL } = require('url');

const READY = 1, RESULT = 2, ERROR = 3, INIT_ERROR = 4, TOO_LARGE = 5, LEAVING = 7;
const LARGEST = 6291556, HEAD = 16;
const env = process.env;
const socket = new net.Socket({ fd: Number(process.argv[2]), readable: true, writable: true });
process.argv.length = 2;

let busy = false; // an event was taken and not answered yet
let emptied = null; // what to do when nothing is left to wait for
let onError = (error, status) => leave(INIT_ERROR, error, status);

function fault(name, message) {
  const error = new Error(message);
  error.name = `Runtime.${name}`;
  return error;
}

function told(error) {
  try {
    if (error instanceof Error || (error && error.name && error.message && typeof error.stack === 'string')) {
      return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

function show(error) {
  const one = told(error);
  const lines = one.trace && one.trace.length ? one.trace.join('\n') : `${one.errorType}: ${one.errorMessage}`;
  try { process.stderr.write(`[ERROR] ${lines}\n`); } catch { /* the handler closed it */ }
}

function send(kind, text, then) {
  let body = Buffer.from(text, 'utf8');
  if (body.length > LARGEST) { kind = kind === LEAVING ? kind : TOO_LARGE; body = Buffer.alloc(0); }
  const head = Buffer.alloc(5);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt8(kind, 4);
  socket.write(Buffer.concat([head, body]), then);
}

function leave(kind, error, status) {
  show(error);
  send(kind, JSON.stringify(told(error)), () => process.exit(status));
}

process.on('uncaughtException', (error) => onError(error, 129));
process.on('unhandledRejection', (reason) => onError(fault('UnhandledPromiseRejection', String(reason)), 128));
process.on('beforeExit', () => { const next = emptied; emptied = null; if (next) next(); });

function isModule(folder) {
  for (;;) {
    if (folder.endsWith('/node_modules')) return false;
    const file = path.join(folder, 'package.json');
    if (fs.existsSync(file)) {
      try { return JSON.parse(fs.readFileSync(file)).type === 'module'; } catch { return false; }
    }
    if (path.dirname(folder) === folder) return false;
    folder = path.dirname(folder);
  }
}

async function required(root, folder, name) {
  const place = path.resolve(root, folder, name);
  const isFile = (suffix) => fs.existsSync(place + suffix) && fs.statSync(place + suffix).isFile();
  const imported = (suffix) => import(pathToFileURL(place + suffix).href);
  const modules = isModule(path.dirname(place));
  if (isFile('')) return require(place);
  if (isFile('.js')) return modules ? imported('.js') : require(place + '.js');
  if (isFile('.mjs')) return imported('.mjs');
  if (isFile('.cjs')) return require(place + '.cjs');
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    if (isFile('.ts')) return modules ? imported('.ts') : require(place + '.ts');
    if (isFile('.mts')) return imported('.mts');
    if (isFile('.cts')) return require(place + '.cts');
  }
  return require(require.resolve(name, { paths: [root, path.resolve(root, folder)] }));
}

async function load(root, written) {
  if (written.includes('..')) {
    throw fault('MalformedHandlerName', `'${written}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`);
  }
  const last = path.basename(written);
  const split = last.match(/^([^.]*)\.(.*)$/);
  if (!split) throw fault('MalformedHandlerName', 'Bad handler');
  let app;
  try {
    app = await required(root, written.substring(0, written.indexOf(last)), split[1]);
  } catch (error) {
    if (error instanceof SyntaxError) { show(error); throw fault('UserCodeSyntaxError', String(error)); }
    if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')) throw fault('ImportModuleError', String(error));
    throw error;
  }
  const found = split[2].split('.').reduce((inner, key) => inner && inner[key], app);
  if (!found) throw fault('HandlerNotFound', `${written} is undefined or not exported`);
  if (typeof found !== 'function') throw fault('HandlerNotFound', `${written} is not a function`);
  return found;
}

function answer(result) {
  let text;
  try {
    text = JSON.stringify(result === undefined ? null : result);
  } catch {
    return done(ERROR, new Error('Unable to stringify response body'));
  }
  finish(RESULT, text === undefined ? 'null' : text);
}

function done(kind, error) {
  show(error);
  finish(kind, JSON.stringify(told(error)));
}

function finish(kind, text) {
  if (!busy) return;
  busy = false;
  emptied = null;
  socket.ref();
  send(kind, text);
  setImmediate(next);
}

function run(handler, event, requestId, arn, deadline) {
  let called = false, waits = true;
  const once = (inner) => (...given) => { if (!called) { called = true; emptied = null; inner(...given); } };
  const settle = (error, result) => (error === undefined || error === null ? answer(result) : done(ERROR, error));
  const callback = once((error, result) => {
    if (waits && (error === undefined || error === null)) emptied = () => answer(result);
    else settle(error, result);
  });
  const isAsync = handler.constructor && handler.constructor.name === 'AsyncFunction';
  const context = {
    get callbackWaitsForEmptyEventLoop() { return waits; },
    set callbackWaitsForEmptyEventLoop(value) { waits = value; },
    succeed: once((result) => settle(null, result)),
    fail: once((error) => settle(error === undefined || error === null ? 'handled' : error)),
    done: once(settle),
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: arn,
    awsRequestId: requestId,
    tenantId: undefined,
    getRemainingTimeInMillis: () => Math.floor(deadline * 1000 - Date.now()),
  };
  onError = (error, status) => { busy = false; leave(LEAVING, error, status); };
  emptied = () => {
    called = true;
    if (isAsync) done(ERROR, fault('NodeJsExit', 'The asynchronous function handler was unable to resolve'));
    else answer(null);
  };
  try {
    const result = handler(JSON.parse(event), context, callback);
    if (result && typeof result.then === 'function') result.then(context.succeed, context.fail);
  } catch (error) {
    callback(error);
  }
}

let held = Buffer.alloc(0);
let handler = null;

function next() {
  if (busy || handler === null || held.length < HEAD) return;
  const sizes = [held.readUInt32LE(0), held.readUInt16LE(4), held.readUInt16LE(6)];
  const all = HEAD + sizes[0] + sizes[1] + sizes[2];
  if (held.length < all) return;
  const deadline = held.readDoubleLE(8);
  const event = held.toString('utf8', HEAD, HEAD + sizes[0]);
  const id = held.toString('utf8', HEAD + sizes[0], HEAD + sizes[0] + sizes[1]);
  const arn = held.toString('utf8', HEAD + sizes[0] + sizes[1], all);
  held = held.subarray(all);
  busy = true;
  socket.unref(); // so that an emptied event loop is noticed
  run(handler, event, id, arn, deadline);
}

let parts = [], have = 0;
socket.on('data', (data) => {
  parts.push(data);
  have += data.length;
  // Large events come in many pieces: they are put together once the head says that all are there.
  if (held.length === 0 && parts[0].length >= HEAD) {
    const first = parts[0];
    if (have < HEAD + first.readUInt32LE(0) + first.readUInt16LE(4) + first.readUInt16LE(6)) return;
  }
  held = Buffer.concat([held, ...parts]);
  parts = [];
  have = 0;
  next();
});
socket.on('error', () => process.exit(1));
socket.on('end', () => process.exit(0));
socket.on('close', () => process.exit(0));

load(env.LAMBDA_TASK_ROOT, env._HANDLER).then(
  (found) => { handler = found; send(READY, process.versions.node); next(); },
  (error) => leave(INIT_ERROR, error, 1),
);
