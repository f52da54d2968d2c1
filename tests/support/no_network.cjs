// Loaded before a program that must not reach the network: whatever it does ends in `connect`.
require("node:net").Socket.prototype.connect = function () {
  process.stderr.write("reached for the network\n");
  process.exit(99);
};
