package io.countersign.rules.catalog;

/** How grave an exception of a control is (S7). */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
