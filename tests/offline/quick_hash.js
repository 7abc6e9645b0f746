/**
 * hash-wasm with a cheap Argon2id: these tests make a vault each, and what its cost is worth is not what they try.
 * The built app of tests/tablet keeps the real one.
 */
import { argon2id as real } from "../../build/tablet-tests/node_modules/hash-wasm/dist/index.esm.js";

export const argon2id = (options) => real({ ...options, memorySize: 64, iterations: 1 });
