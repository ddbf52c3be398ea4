/**
 * Tables in files of other people: CSV in the encodings and with the separators that are met in Vietnam, and XLSX. Streams one row at a time
 * and bounds everything before it believes anything: size, parts and growth of a workbook, length of a cell. Macros are refused, never run.
 * Knows nothing of what the tables mean.
 */
@NullMarked
package vn.phigate.gateway.platform.tables;

import org.jspecify.annotations.NullMarked;
