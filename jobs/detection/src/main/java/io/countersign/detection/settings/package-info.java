/** The options of the job: one description each, checked all at once. */
@NullMarked
package io.countersign.detection.settings;

import org.jspecify.annotations.NullMarked;
