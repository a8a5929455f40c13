/** The detection job: ingest, judge, publish. */
@NullMarked
package io.countersign.detection;

import org.jspecify.annotations.NullMarked;
