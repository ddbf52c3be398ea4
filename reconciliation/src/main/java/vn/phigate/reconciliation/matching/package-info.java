/**
 * Which open payment a bank line belongs to. The narrative part is pure: {@link vn.phigate.reconciliation.matching.CodeIndex} holds a day's items and
 * decides line by line, the same whatever their order. It books nothing and never matches by amount alone.
 */
@NullMarked
package vn.phigate.reconciliation.matching;

import org.jspecify.annotations.NullMarked;
