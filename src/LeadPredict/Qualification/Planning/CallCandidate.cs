namespace LeadPredict.Qualification.Planning;

/// <summary>A lead that could be called. Immutable.</summary>
/// <param name="Id">The lead's id; unique in a list.</param>
/// <param name="Probability">Calibrated chance of becoming an SQL, 0 to 1.</param>
public sealed record CallCandidate(string Id, double Probability)
{
    /// <summary>Lower end of the 95% interval of the rate at which leads of this probability become SQLs: what the model may be wrong by together for all of them.</summary>
    public double RateLow { get; init; } = Probability;
    /// <summary>Upper end.</summary>
    public double RateHigh { get; init; } = Probability;
    /// <summary>What a deal with this lead is worth, 0 or more.</summary>
    public decimal DealValue { get; init; }
    /// <summary>The company; null or empty when it is not known, and then the lead is a company of its own.</summary>
    public string? Account { get; init; }
    /// <summary>A to D.</summary>
    public char Grade { get; init; } = 'D';
    /// <summary>Why nobody may or should call, such as a gate that it fails; null when nothing forbids it.</summary>
    public string? Barred { get; init; }
}

/// <summary>Somebody who calls.</summary>
/// <param name="Name">As in the list of reps.</param>
/// <param name="CallsPerWeek">Leads that fit in a week, 0 or more.</param>
public sealed record SalesRep(string Name, int CallsPerWeek);
