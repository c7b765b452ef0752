"""The counter: shoppers talk to the shop over a WebSocket, one port for everything that a store page needs."""
