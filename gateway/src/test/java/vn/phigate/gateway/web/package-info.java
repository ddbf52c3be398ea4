/** The pages as browsers and strangers find them: over real HTTP, on a real database, with the sandbox provider. */
@NullMarked
package vn.phigate.gateway.web;

import org.jspecify.annotations.NullMarked;
