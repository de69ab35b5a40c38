package io.returnbridge.watchdogs;

import java.time.Instant;
import java.util.Map;

/**
 * One thing that is expected of a return. Natural key: the return, code, subject and {@code
 * expected}.
 *
 * @param code of {@code exceptions.csv}: the case that is opened when it does not happen in time
 * @param subject what within the return it is about, as in {@link io.returnbridge.model.Trouble}
 * @param expected what exactly is expected of the subject, where that can change: something else is
 *     watched anew; empty where it cannot
 * @param step route id of the step that makes it happen
 * @param workSubject what that step is woken with
 * @param since when it began to be expected, as Reveni tells it
 * @param details fill the texts of the case
 */
public record Expectation(
    String store,
    String returnId,
    String code,
    String subject,
    String expected,
    String step,
    String workSubject,
    Instant since,
    Map<String, String> details) {}
