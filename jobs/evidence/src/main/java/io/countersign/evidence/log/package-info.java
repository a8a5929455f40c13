/** The log of manifests, and how it grows. */
@NullMarked
package io.countersign.evidence.log;

import org.jspecify.annotations.NullMarked;
