/** The commands of an auditor and of who keeps the log. */
@NullMarked
package io.countersign.evidence.command;

import org.jspecify.annotations.NullMarked;
