// Says that it is there, and fails.
process.send?.('ready');
throw new Error('The call failed.', { cause: new Error('Others were faster.') });
