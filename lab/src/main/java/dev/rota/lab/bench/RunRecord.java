package dev.rota.lab.bench;

import dev.rota.lab.bench.contender.Entrant;
import dev.rota.lab.bench.contender.Figures;
import dev.rota.lab.bench.contender.Scenario;

/**
 * One run that measured something.
 *
 * @param scenario what
 * @param round which turn, from 1
 * @param entrant who
 * @param load the machine's load average over the minute before
 * @param figures what it measured
 */
record RunRecord(Scenario scenario, int round, Entrant entrant, double load, Figures figures) {}
