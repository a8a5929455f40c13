/** Tests of the verifier. */
@NullMarked
package io.countersign.evidence.verify;

import org.jspecify.annotations.NullMarked;
