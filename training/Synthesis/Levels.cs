namespace LeadPredict.Training.Synthesis;

/// <summary>
/// The categories of the history: text, share and main effect in log-odds. Interactions between them are in <see cref="CausalModel"/>.
/// Some levels are rare on purpose (below 1 in 200).
/// </summary>
static class Levels
{
    public static readonly LevelSet Segment = new(0,
        new("platform", 34, .10), new("analytics", 28, .15), new("services", 23, -.10), new("starter", 15, -.15));

    public static readonly LevelSet Country = new(0,
        new("US", 26, .05), new("DE", 17, .10), new("GB", 13, .05), new("FR", 8, -.05), new("NL", 7, .10), new("IT", 6, -.10),
        new("ES", 5, -.10), new("DK", 5, .15), new("SE", 4, .10), new("CH", 3, .15), new("AT", 3, .05), new("PL", 2, -.15),
        new("PT", .6, -.10), new("IE", .5, .05), new("FI", .4, .10), new("NZ", .15, 0), new("UY", .05, 0));

    public static readonly LevelSet Industry = new(-.15,
        new("software", 17, .30), new("manufacturing", 14, .10), new("financial_services", 11, .25), new("retail", 10, -.05),
        new("healthcare", 9, .15), new("professional_services", 9, .05), new("logistics", 7, .10), new("education", 6, -.45),
        new("media", 5, -.10), new("public_sector", 4, -.30), new("construction", 3.5, -.15), new("energy", 2.5, .20),
        new("hospitality", 1.5, -.35), new("agriculture", .4, -.20), new("mining", .1, .10));

    public static readonly LevelSet CompanyType = new(-.05,
        new("private", 68, 0), new("public", 14, .12), new("startup", 9, .05), new("nonprofit", 4.5, -.35), new("government", 4, -.25),
        new("cooperative", .4, .10), new("sole_trader", .1, -.40));

    public static readonly LevelSet JobFunction = new(-.15,
        new("it", 21, .20), new("operations", 17, .15), new("marketing", 14, -.05), new("finance", 12, .15), new("sales", 11, 0),
        new("engineering", 10, .05), new("hr", 6, -.25), new("procurement", 5, .10), new("research", 3, -.40), new("legal", .7, -.20),
        new("facilities", .3, -.30));

    public static readonly LevelSet JobLevel = new(-.20,
        new("c_level", 11, .45), new("vp", 10, .45), new("director", 18, .35), new("manager", 32, .10), new("individual", 26.5, -.40),
        new("intern", 2.5, -1.50));

    public static readonly LevelSet EmailDomain = new(0,
        new("business", 82, 0), new("free", 12, -.60), new("role", 3.2, -.35), new("edu", 2.2, -.90), new("disposable", .6, -2.0));

    public static readonly LevelSet Consent = new(0, new("granted", 70, 0), new("none", 23, 0), new("opted_out", 7, 0));

    public static readonly LevelSet Provenance = new(0,
        new("own", 1, 0), new("partner", 1, .05), new("purchased", 1, -.45), new("unknown", 1, -.15));

    /// <summary>Third-party vendors that do not exist.</summary>
    public static readonly LevelSet IntentProvider = new(0, new("signalbase", 55, 0), new("topicwatch", 38, 0), new("buyerpulse", 7, 0));

    public static readonly LevelSet Budget = new(-.45,
        new("under_10k", 30, -.20), new("10k_50k", 36, .25), new("50k_150k", 22, .50), new("over_150k", 12, .60));

    public static readonly LevelSet Timeline = new(-.15,
        new("0_3_months", 24, .65), new("3_6_months", 28, .40), new("6_12_months", 24, 0), new("over_12_months", 14, -.45),
        new("no_plan", 10, -.80));

    public static readonly LevelSet DecisionRole = new(-.10,
        new("decision_maker", 1, .45), new("influencer", 1, .15), new("user", 1, -.15), new("researcher", 1, -.60));

    public static readonly LevelSet Need = new(-.10,
        new("replace_system", 26, .40), new("new_project", 24, .30), new("expand_use", 17, .30), new("compliance", 11, .20),
        new("cost_saving", 14, .05), new("just_looking", 7.5, -.80), new("merger", .5, .50));

    /// <summary>Weights here are those of the first month; <see cref="SourceWeights"/> moves them.</summary>
    public static readonly LevelSet Source = new(0,
        new("seo", 19, .15), new("paid_search", 15, .10), new("paid_social", 7, -.45), new("webinar", 10, .20), new("referral", 7, .70),
        new("partner", 8, .45), new("trade_show", 9, .10), new("content_syndication", 9, -.60), new("social_outbound", 8, -.30),
        new("newsletter", 4.5, -.05), new("word_of_mouth", 2.2, .50), new("influencer", .8, -.20), new("press", .4, -.15),
        new("ai_assistant", 0, .40));

    static readonly double[] s_sourceWeightsAtEnd = [15, 12, 22, 8, 6, 6, 7, 8, 7, 4, 2, .8, .4, 6];

    /// <summary>
    /// The mix of sources at <paramref name="age"/> (0 = start of the history, 1 = two years on): paid social triples,
    /// and <c>ai_assistant</c> appears in the 15th month.
    /// </summary>
    public static void SourceWeights(double age, Span<double> weights)
    {
        ReadOnlySpan<double> start = [19, 15, 7, 10, 7, 8, 9, 9, 8, 4.5, 2.2, .8, .4, 0];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = start[i] + (s_sourceWeightsAtEnd[i] - start[i]) * Math.Min(age, 1);
        if (age < NewSourceAge) weights[^1] = 0;
    }

    /// <summary>December 2025, the 15th month: 426 days of the 730.</summary>
    public const double NewSourceAge = 426 / 730.0;

    /// <summary>Median cost of a lead of each source, EUR, in the order of <see cref="Source"/>.</summary>
    public static readonly double[] SourceCost = [35, 95, 60, 80, 20, 110, 240, 45, 70, 8, 5, 130, 50, 12];

    /// <summary>Where in the source the lead came from, per source; the first ones are the usual ones.</summary>
    public static readonly string[][] SourcePlaces =
    [
        ["Google", "Bing", "DuckDuckGo"], ["Google", "Bing"], ["LinkedIn", "Meta", "Reddit"], ["Own", "Partner"], ["Customer", "Employee"],
        ["Northstar", "Bluefin", "Hexa", "Orbit"], ["SaaSExpo", "FactoryFair", "CityForum"], ["WhiteHub", "ReadStack"],
        ["LinkedIn", "Mail"], ["Monthly", "Product"], ["Direct"], ["Podcast", "Blog"], ["TradePress"], ["ChatSearch", "CodeHelper"],
    ];

    public static readonly LevelSet Disqualification = new(0,
        new("no_budget", 24, 0), new("no_need", 22, 0), new("no_authority", 14, 0), new("bad_timing", 18, 0), new("unreachable", 13, 0),
        new("chose_competitor", 7, 0), new("junk", 2, 0));

    public static readonly string[] Rating = ["Cold", "Warm", "Hot"];
}
