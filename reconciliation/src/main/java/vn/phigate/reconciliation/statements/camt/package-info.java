/**
 * Reads ISO 20022 camt.053 (BankToCustomerStatement) and camt.054 (BankToCustomerDebitCreditNotification), every version of the samples.
 * Owns the element names and the rules of balances and signs of that format. Handed to the statement readers by the program's main;
 * never opens anything a file points to, never keeps more than one entry in memory.
 */
@NullMarked
package vn.phigate.reconciliation.statements.camt;

import org.jspecify.annotations.NullMarked;
