/**
 * What tests against a real ZooKeeper stand on: servers, broken networks, ended sessions, leaks.
 */
package io.coord.curator.testing;
