/**
 * What every implementation of the contract must do: one abstract suite per type, which uses
 * nothing but the contract. A backend extends each of them and says how a Coordination is opened.
 */
package io.coord.test.contract;
