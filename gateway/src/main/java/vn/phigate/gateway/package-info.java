/** The gateway takes payments. It never knows reconciliation: money must be taken while a bank's file is late. This package wires it. */
@NullMarked
package vn.phigate.gateway;

import org.jspecify.annotations.NullMarked;
