/** What must be true of the world before the job starts, asked once and answered with every problem at once. */
@NullMarked
package io.countersign.detection.startup;

import org.jspecify.annotations.NullMarked;
