/**
 * An option of Node: SIGUSR1, which batch systems send as a warning and any process of the account may send, opens no debugger before we handle it.
 * Node answers it by listening, and no host has this address; it says so on stderr, and goes on. An ignored signal is no way, for Node takes it
 * back at its start; Node 20 lacks `--disable-sigusr1`.
 */
export const noDebugger = '--inspect-port=0.0.0.1:1024';
