namespace LeadPredict.Serving;

/// <summary>The answer for one lead.</summary>
/// <param name="LogOdds">The ensemble's raw sum.</param>
/// <param name="Probability">Calibrated chance of becoming an SQL, 0 to 1.</param>
/// <param name="Grade">A to D.</param>
/// <param name="Percentile">Share of the model's reference leads with a lower probability, 0 to 100.</param>
/// <param name="Low">Lower end of the 95% interval of the lead's own chance; see <see cref="Modeling.LeadModel.Interval"/>.</param>
/// <param name="High">Upper end.</param>
public readonly record struct LeadPrediction(double LogOdds, double Probability, char Grade, double Percentile, double Low, double High);

/// <summary>One column's part in a prediction.</summary>
/// <param name="Feature">Position among the encoder's features.</param>
/// <param name="LogOdds">What the column adds to the log-odds; all columns and the base sum to the lead's log-odds.</param>
/// <param name="Points">What it adds to the probability, in hundredths; all columns' sum to 100 times the probability less that of the base.</param>
public readonly record struct Reason(int Feature, double LogOdds, double Points);

/// <summary>What a caller should know about a lead's fields.</summary>
/// <param name="Feature">Position among the encoder's features.</param>
/// <param name="Status">Why: missing, unknown category or wrong kind.</param>
public readonly record struct FieldWarning(int Feature, Data.FieldStatus Status);
