/**
 * The payment platform of the National Public Service Portal (Cổng Dịch vụ công quốc gia): init, confirm, status, in both signature generations that public provincial code
 * shows. No specification is public: what is not confirmed by the operator is a setting without a default, and while one is missing nothing is started and nothing
 * believed. {@link vn.phigate.gateway.providers.dvcqg.DvcqgProvider} is the door; never decides what a confirm pays.
 */
@NullMarked
package vn.phigate.gateway.providers.dvcqg;

import org.jspecify.annotations.NullMarked;
