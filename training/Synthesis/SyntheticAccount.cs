using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// A company, the same in all of its leads: firmographics and a latent quality nobody writes down. Drawn from its own random stream by
/// number, so no table of accounts is kept. Null means missing in every lead of the account. Immutable.
/// </summary>
sealed record SyntheticAccount
{
    public required int Number { get; init; }
    public required string Name { get; init; }
    /// <summary>The name without its legal form, as a second data entry would have it.</summary>
    public required string ShortName { get; init; }
    public required string Domain { get; init; }
    public required int Segment { get; init; }
    public required int Country { get; init; }
    public required int Industry { get; init; }
    public required int CompanyType { get; init; }
    public required int? Employees { get; init; }
    /// <summary>EUR.</summary>
    public required long? Revenue { get; init; }
    public required int? AgeYears { get; init; }
    public required int? TechMatches { get; init; }
    public required int PastPurchases { get; init; }
    /// <summary>Standard normal; weighs <see cref="CausalModel.AccountSpread"/> in the log-odds.</summary>
    public required double Latent { get; init; }
    /// <summary>Natural log of the true number of employees, known or not.</summary>
    public required double LogSize { get; init; }

    const ulong StreamBase = 1UL << 40;
    static readonly double[] s_logSize = [5.0, 4.7, 4.3, 2.5];
    static readonly double[] s_revenuePerEmployee = [150, 190, 260, 170, 110, 130, 180, 70, 140, 95, 160, 420, 65, 120, 300];
    static readonly string[] s_first =
    [
        "Alder", "Birch", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Iris", "Juniper", "Krona",
        "Lumen", "Maple", "Nordlys", "Opal", "Pioneer", "Quartz", "Rowan", "Søholm", "Tundra", "Umbra", "Vesper", "Willow", "Zenit",
        "Brück", "Éclat",
    ];
    static readonly string[] s_second =
    [
        "Works", "Systems", "Foods", "Logistics", "Labs", "Partners", "Media", "Tools", "Energy", "Group", "Textiles",
        "Robotics", "Care", "Finance", "Retail", "Optics",
    ];
    static readonly string[] s_legal = ["Ltd", "GmbH", "Inc.", "SA", "A/S", "BV"];

    /// <summary>Account <paramref name="number"/> (0, 1, …) of the company named by <paramref name="seed"/>.</summary>
    public static SyntheticAccount Draw(ulong seed, int number)
    {
        var random = new DeterministicRandom(seed, StreamBase + (ulong)number);
        var latent = random.NextNormal();
        var segment = Levels.Segment.Draw(random);
        var industry = Levels.Industry.Draw(random);
        var logSize = Math.Clamp(s_logSize[segment] + 1.35 * random.NextNormal(), 0, 11.2);
        var employees = (int)PortableMath.Exp(logSize);
        if (employees > 2000) employees = (int)Draws.ToStep(employees, 50);
        else if (employees > 200) employees = (int)Draws.ToStep(employees, 5);

        var revenue = employees * s_revenuePerEmployee[industry] * 1000 * random.LogNormal(0, .5);
        var revenueStep = revenue < 1e6 ? 1_000 : revenue < 1e7 ? 10_000 : 100_000;
        var revenueKnown = !random.Chance(employees < 20 ? .40 : employees < 100 ? .20 : .07);
        var employeesKnown = !random.Chance(.04);
        var age = random.Chance(.09) ? (int?)null : (int)Math.Min(random.LogNormal(2.1 + .1 * logSize, .8), 160);
        var tech = random.Chance(.12) ? (int?)null : Math.Min(random.Poisson(.6 + .35 * logSize), 12);
        var type = industry == Levels.Industry.IndexOf("public_sector") && random.Chance(.85) ? Levels.CompanyType.IndexOf("government")
            : random.Chance(.03) ? -1
            : Levels.CompanyType.Draw(random);

        var first = s_first[random.NextInt(s_first.Length)];
        var second = s_second[random.NextInt(s_second.Length)];
        var legal = s_legal[random.NextInt(s_legal.Length)];
        return new SyntheticAccount
        {
            Number = number,
            ShortName = $"{first} {second}",
            Name = legal == "Inc." ? $"{first} {second}, {legal}" : $"{first} {second} {legal}",
            Domain = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a{number}.example.com"),
            Segment = segment,
            Country = Levels.Country.Draw(random),
            Industry = random.Chance(.02) ? -1 : industry,
            CompanyType = type,
            Employees = employeesKnown ? employees : null,
            Revenue = revenueKnown && employeesKnown ? Draws.ToStep(revenue, revenueStep) : null,
            AgeYears = age,
            TechMatches = tech,
            PastPurchases = random.Chance(.11) ? Math.Min(1 + random.Poisson(1.2), 12) : 0,
            Latent = latent,
            LogSize = logSize,
        };
    }
}
