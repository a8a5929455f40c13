package io.countersign.launcher.replay;

import io.countersign.schemas.record.Match;

/**
 * A match, and by which rules it was found.
 *
 * @param finding of all of it
 */
record Matched(Match match, Digits finding, int ruleSet) {}
