using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// Draws what is known of a lead at its snapshot. Behind it all stands the lead's interest, a standard normal that nobody sees:
/// it moves visits, forms, intent and declared needs together, and reaches the outcome only through them.
/// </summary>
static class LeadDrawing
{
    static readonly int s_partner = Levels.Provenance.IndexOf("partner"), s_purchased = Levels.Provenance.IndexOf("purchased"),
        s_own = Levels.Provenance.IndexOf("own"), s_unknown = Levels.Provenance.IndexOf("unknown");
    static readonly int s_seo = Levels.Source.IndexOf("seo"), s_paidSearch = Levels.Source.IndexOf("paid_search"),
        s_paidSocial = Levels.Source.IndexOf("paid_social"), s_webinar = Levels.Source.IndexOf("webinar"),
        s_referral = Levels.Source.IndexOf("referral"), s_fromPartner = Levels.Source.IndexOf("partner"),
        s_tradeShow = Levels.Source.IndexOf("trade_show"), s_syndication = Levels.Source.IndexOf("content_syndication"),
        s_outbound = Levels.Source.IndexOf("social_outbound"), s_wordOfMouth = Levels.Source.IndexOf("word_of_mouth"),
        s_assistant = Levels.Source.IndexOf("ai_assistant");
    static readonly int s_none = Levels.Consent.IndexOf("none"), s_business = Levels.EmailDomain.IndexOf("business"),
        s_free = Levels.EmailDomain.IndexOf("free"), s_individual = Levels.JobLevel.IndexOf("individual");
    static readonly string[] s_firstNames =
    [
        "anna", "ben", "carla", "david", "elena", "felix", "greta", "hugo", "ida", "jonas", "karin", "luca",
        "maria", "nils", "olga", "paul", "rosa", "sven", "tina", "victor", "wanda", "yara",
    ];
    static readonly string[] s_lastNames =
    [
        "berg", "costa", "dahl", "evans", "fischer", "garcia", "holm", "ivers", "jensen", "klein", "lund", "meyer",
        "novak", "olsen", "petit", "rossi", "smith", "tanner", "visser", "weber",
    ];
    // Log of the median value of a deal of a firm of one employee, EUR, by segment.
    static readonly double[] s_logDealValue = [8.3, 8.1, 8.4, 7.2];

    /// <summary>A lead of the account created on <paramref name="createdDay"/>; no snapshot is after <paramref name="lastDay"/>.</summary>
    public static SyntheticLead Draw(DeterministicRandom random, SyntheticAccount account, long id, int createdDay, int lastDay)
    {
        var interest = .95 * random.NextNormal() + .31 * account.Latent;
        var profile = DrawProfile(random, account, createdDay, interest);
        var lag = Math.Min(random.WholeExponential(6, 40), lastDay - createdDay);
        var engagement = DrawEngagement(random, profile, interest, lag);
        return new SyntheticLead
        {
            Id = id,
            Account = account,
            CreatedDay = createdDay,
            SnapshotDay = createdDay + lag,
            Profile = profile,
            Engagement = engagement,
            Intent = DrawIntent(random, account, profile, interest),
            Declared = DrawDeclared(random, account, profile, engagement, interest),
        };
    }

    static LeadProfile DrawProfile(DeterministicRandom random, SyntheticAccount account, int createdDay, double interest)
    {
        Span<double> weights = stackalloc double[Levels.Source.Count];
        Levels.SourceWeights(CausalModel.Age(createdDay), weights);
        var source = LevelSet.Draw(random, weights);
        var provenance = random.Chance(.02) ? s_unknown
            : source == s_syndication && random.Chance(.5) || source == s_outbound && random.Chance(.2) ? s_purchased
            : source == s_fromPartner ? s_partner
            : s_own;
        var consent = provenance == s_purchased && random.Chance(.7) ? s_none : Levels.Consent.Draw(random);
        var email = source == s_paidSocial && random.Chance(.15) || account.LogSize < 2 && random.Chance(.25)
            ? s_free : Levels.EmailDomain.Draw(random);
        var level = random.Chance(provenance == s_purchased ? .20 : .05) ? -1
            : email != s_business && random.Chance(.3) ? s_individual
            : account.LogSize < 2.5 && random.Chance(.4) ? 0
            : Levels.JobLevel.Draw(random);

        var places = Levels.SourcePlaces[source];
        var place = Math.Min(random.WholeExponential(.8, places.Length - 1), places.Length - 1);
        // Campaigns come and go: four new ones a quarter, and a long tail of old ones.
        var newest = 4 * (int)(CausalModel.Age(createdDay) * 8) + 12;
        var campaign = Math.Max(newest - random.WholeExponential(7, 60), random.NextInt(4));
        var spelling = random.Chance(.03) ? random.Between(1, 2) : 0;

        long? cost = random.Chance(.06) || source == s_wordOfMouth && random.Chance(.5)
            ? null : (long)(100 * Levels.SourceCost[source] * random.LogNormal(0, .35));
        var referred = random.Chance(source == s_referral ? .75 : source == s_wordOfMouth ? .5 : .02);
        long? value = random.Chance(.14)
            ? null : Draws.ToStep(random.LogNormal(s_logDealValue[account.Segment] + .42 * account.LogSize + .05 * interest, .45), 100);
        return new LeadProfile
        {
            Person = $"{s_firstNames[random.NextInt(s_firstNames.Length)]}.{s_lastNames[random.NextInt(s_lastNames.Length)]}",
            Consent = consent,
            Provenance = provenance,
            EmailDomain = email,
            JobFunction = random.Chance(.04) ? -1 : Levels.JobFunction.Draw(random),
            JobLevel = level,
            Source = source,
            Place = place,
            Campaign = campaign,
            Spelling = spelling,
            CostCents = cost,
            ReferredByCustomer = referred,
            ExpectedValue = value,
        };
    }

    static LeadEngagement DrawEngagement(DeterministicRandom random, LeadProfile profile, double interest, int lag)
    {
        var source = profile.Source;
        var comesAlone = source == s_seo || source == s_paidSearch || source == s_assistant
            || source == s_referral || source == s_wordOfMouth;
        var isApproached = source == s_syndication || source == s_outbound || source == s_tradeShow;
        var pull = (comesAlone ? .35 : isApproached ? -.45 : 0) + interest;

        var touch = random.WholeExponential(11 * PortableMath.Exp(-.3 * interest), 120);
        if (!isApproached) touch = Math.Min(touch, lag);
        var visits = touch > 29 ? 0 : Math.Min(random.Poisson(PortableMath.Exp(.85 + .6 * pull)), 60);
        var pricing = visits == 0 ? 0 : Math.Min(random.Poisson(PortableMath.Exp(-1.0 + .75 * pull)), 2 * visits);
        var tenths = visits == 0 ? 0 : (int)(10 * visits * random.LogNormal(.75 + .1 * interest, .55));
        var tracked = profile.Consent != s_none;
        var opens = random.Poisson(PortableMath.Exp(.9 + .2 * interest));
        var clicks = Math.Min(random.Poisson(PortableMath.Exp(-.7 + .5 * interest)), opens);
        var forms = touch > 89 ? 0 : random.Poisson(PortableMath.Exp(-.75 + .5 * pull));
        var demo = forms > 0 && random.Chance(PortableMath.Sigmoid(-1.7 + .9 * pull));
        return new LeadEngagement
        {
            Visits = visits,
            PricingViews = pricing,
            SessionTenths = tenths,
            Opens = tracked && touch <= 89 ? opens : tracked ? 0 : null,
            Clicks = tracked && touch <= 89 ? clicks : tracked ? 0 : null,
            Forms = forms,
            DemoRequested = demo,
            Downloads = touch > 89 ? 0 : random.Poisson(PortableMath.Exp(-.4 + .4 * interest)) + (source == s_syndication ? 1 : 0),
            Webinars = touch > 89 ? 0 : random.Poisson(PortableMath.Exp(-2.0 + .4 * interest)) + (source == s_webinar ? 1 : 0),
            DaysSinceTouch = touch,
        };
    }

    static LeadIntent? DrawIntent(DeterministicRandom random, SyntheticAccount account, LeadProfile profile, double interest)
    {
        var match = profile.EmailDomain == s_business ? .45 + .06 * account.LogSize : .12;
        if (!random.Chance(match)) return null;
        var score = (int)Math.Clamp(Math.Floor(50 + 10 * interest + 16 * random.NextNormal() + .5), 0, 100);
        return new LeadIntent(
            Levels.IntentProvider.Draw(random),
            score,
            random.Chance(PortableMath.Sigmoid((score - 72) / 8.0)),
            random.Poisson(score / 22.0),
            random.Poisson(PortableMath.Exp(-1.3 + .5 * interest)));
    }

    static DeclaredNeeds DrawDeclared(
        DeterministicRandom random, SyntheticAccount account, LeadProfile profile, LeadEngagement engagement, double interest)
    {
        // Who filled no form was asked only now and then, at a fair or in a chat.
        var asked = engagement.Forms > 0 || random.Chance(.25);
        var budget = asked && random.Chance(.62 + .06 * interest) ? DrawBudget(random, account) : -1;
        var timeline = asked && random.Chance(.75) ? DrawTimeline(random, interest) : -1;
        var role = asked && random.Chance(.72) ? DrawRole(random, profile.JobLevel) : -1;
        var need = asked && random.Chance(.80) ? Levels.Need.Draw(random) : -1;
        return new DeclaredNeeds(budget, timeline, role, need);
    }

    static int DrawBudget(DeterministicRandom random, SyntheticAccount account)
    {
        var size = .28 * (account.LogSize - 4.5);
        return LevelSet.Draw(random, [30, 36 * PortableMath.Exp(size), 20 * PortableMath.Exp(2 * size), 8 * PortableMath.Exp(3 * size)]);
    }

    static int DrawTimeline(DeterministicRandom random, double interest)
    {
        var haste = PortableMath.Exp(.35 * interest);
        return LevelSet.Draw(random, [22 * haste, 28 * haste, 24, 15, 11 / haste]);
    }

    static int DrawRole(DeterministicRandom random, int jobLevel) => jobLevel switch
    {
        0 or 1 => LevelSet.Draw(random, [75, 15, 5, 5]),
        2 => LevelSet.Draw(random, [50, 35, 8, 7]),
        3 => LevelSet.Draw(random, [18, 48, 22, 12]),
        _ => LevelSet.Draw(random, [4, 26, 40, 30]),
    };
}
