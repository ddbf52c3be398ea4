package vn.phigate.gateway.procedures;

/** FEE is phí (may be partly retained by the body), CHARGE is lệ phí (remitted whole). Law on fees and charges 97/2015/QH13, Art. 3. */
public enum Kind {
    FEE,
    CHARGE
}
