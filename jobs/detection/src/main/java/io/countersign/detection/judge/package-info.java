/** Holds actions until the register is complete, judges them and revises the verdicts (S3 to S6). */
@NullMarked
package io.countersign.detection.judge;

import org.jspecify.annotations.NullMarked;
