using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// The law by which a lead becomes an SQL within <see cref="SynthesisOptions.HorizonDays"/> of its creation: log-odds as a sum of the
/// terms below, each a function of printed cells and of the account. data/README.md has it as a table. Thread safe.
/// <code>
/// log-odds = -3.26 - 0.35 years/2 + season(month) + 0.35 account latent + 0.90 (
///            fit        levels, log-size (reversed in 'starter'), revenue per head, young firm, technology, past purchases
///          + engagement decay(days since touch) x saturating(visits, minutes, clicks, downloads, ...) + pricing views x job level
///          + intent     hump of the score, surge, topics, competitors x pricing views
///          + declared   levels, demo x timeline, big budget in a tiny firm, compliance x regulated industry
///          + source     levels, source x industry, campaign, referral, list, deal value )
/// </code>
/// </summary>
static class CausalModel
{
    /// <summary>Standard deviation of the account's latent quality in log-odds.</summary>
    public const double AccountSpread = .35;
    const double Base = -3.26;
    // Every effect but those of time and account is taken at this strength: Bayes AUC comes out near 0.85.
    const double Strength = .90;
    // Log-odds by calendar month: August and December are slow.
    static readonly double[] s_season = [.05, .10, .10, .05, 0, 0, -.15, -.45, .15, .15, .05, -.40];
    static readonly double[] s_campaignEffects = DrawCampaignEffects();

    static readonly int s_starter = Levels.Segment.IndexOf("starter");
    static readonly int s_software = Levels.Industry.IndexOf("software"), s_manufacturing = Levels.Industry.IndexOf("manufacturing"),
        s_finance = Levels.Industry.IndexOf("financial_services"), s_health = Levels.Industry.IndexOf("healthcare"),
        s_retail = Levels.Industry.IndexOf("retail"), s_public = Levels.Industry.IndexOf("public_sector");
    static readonly int s_webinar = Levels.Source.IndexOf("webinar"), s_tradeShow = Levels.Source.IndexOf("trade_show"),
        s_paidSocial = Levels.Source.IndexOf("paid_social"), s_paidSearch = Levels.Source.IndexOf("paid_search"),
        s_partner = Levels.Source.IndexOf("partner");
    static readonly int s_director = Levels.JobLevel.IndexOf("director"), s_manager = Levels.JobLevel.IndexOf("manager");
    static readonly int s_soon = Levels.Timeline.IndexOf("0_3_months"), s_overAYear = Levels.Timeline.IndexOf("over_12_months"),
        s_bigBudget = Levels.Budget.IndexOf("over_150k"), s_compliance = Levels.Need.IndexOf("compliance");

    /// <summary>Time in units of two years: 0 on 2024-10-01, about 1 at the end of the shipped file.</summary>
    public static double Age(int day) => (day - SynthesisOptions.HistoryStart.DayNumber) / 730.0;

    /// <summary>P(becomes an SQL) of <paramref name="lead"/>, in millionths, as it is printed and as the outcome is drawn.</summary>
    public static int Millionths(SyntheticLead lead) => (int)(1e6 * PortableMath.Sigmoid(LogOdds(lead)) + .5);

    static double LogOdds(SyntheticLead lead) =>
        Base + Time(lead.CreatedDay) + AccountSpread * lead.Account.Latent
        + Strength * (Fit(lead.Account, lead.Profile) + Engagement(lead.Engagement, lead.Profile) + Intent(lead.Intent, lead.Engagement)
            + Declared(lead) + Source(lead.Account, lead.Profile));

    static double Time(int day) => s_season[DateOnly.FromDayNumber(day).Month - 1] - .35 * Age(day);

    static double Fit(SyntheticAccount account, LeadProfile profile)
    {
        var sum = Levels.Segment.Effect(account.Segment) + Levels.Country.Effect(account.Country) + Levels.Industry.Effect(account.Industry)
            + Levels.CompanyType.Effect(account.CompanyType) + Levels.JobFunction.Effect(profile.JobFunction)
            + Levels.JobLevel.Effect(profile.JobLevel) + Levels.EmailDomain.Effect(profile.EmailDomain);

        // Big firms are better leads, but not for the line of business made for small ones.
        if (account.Employees is { } employees)
        {
            var size = Math.Clamp(PortableMath.Log(employees) - 4.5, -3, 3);
            sum += account.Segment == s_starter ? -.30 * size - .2 : .22 * size;
            if (account.Revenue is { } revenue) sum += .2 * Math.Clamp(PortableMath.Log(revenue / (double)employees) - 11.9, -1, 1);
        }
        if (account.Revenue is null) sum -= .20;
        sum += account.AgeYears switch { null => -.10, < 3 => -.25, _ => 0 };
        sum += account.TechMatches is { } matches ? .6 * matches / (matches + 2.0) : .15;
        return sum + .9 * account.PastPurchases / (account.PastPurchases + 1.0);
    }

    static double Engagement(LeadEngagement done, LeadProfile profile)
    {
        // Attention fades: half of it is gone after three weeks.
        var fresh = PortableMath.Exp(-done.DaysSinceTouch / 30.0);
        var minutes = done.SessionTenths / 10.0;
        var attention = 1.1 * done.Visits / (done.Visits + 4.0) + .6 * minutes / (minutes + 12) + .25 * Math.Min(done.Forms, 3)
            + .5 * done.Downloads / (done.Downloads + 2.0) + .3 * Math.Min(done.Webinars, 2);
        // Who opens mail says little (pixels and proxies), who clicks says more.
        attention += done.Clicks is { } clicks ? .6 * clicks / (clicks + 1.0) : .10;

        // Prices read by a person who can sign mean more than prices read by an intern.
        var weight = profile.JobLevel < 0 ? .5 : profile.JobLevel <= s_director ? 1.3 : profile.JobLevel == s_manager ? .8 : .15;
        var pricing = weight * Math.Min(done.PricingViews, 4) / 4.0;
        var collector = done.Downloads >= 4 && profile.JobLevel > s_manager ? -.5 : 0;
        return attention * fresh + pricing + collector;
    }

    static double Intent(LeadIntent? seen, LeadEngagement done)
    {
        if (seen is null) return -.05;
        // A middling to high score is best: the very highest are students and competitors.
        var fromPeak = (seen.Score - 68) / 15.0;
        var sum = 1.1 * PortableMath.Exp(-fromPeak * fromPeak) - .3;
        if (seen.Score < 25) sum -= .35;
        if (seen.Surge) sum += .30;
        sum += .05 * Math.Min(seen.Topics, 6);
        return sum + (done.PricingViews > 0 ? .30 : .05) * Math.Min(seen.Competitors, 3);
    }

    static double Declared(SyntheticLead lead)
    {
        var (budget, timeline, role, need) = lead.Declared;
        var sum = Levels.Budget.Effect(budget) + Levels.Timeline.Effect(timeline)
            + Levels.DecisionRole.Effect(role) + Levels.Need.Effect(need);
        if (lead.Engagement.DemoRequested) sum += .65 + (timeline == s_soon ? .85 : timeline >= s_overAYear ? -.45 : 0);
        if (budget == s_bigBudget && lead.Account.Employees < 20) sum -= 1.2;
        if (need == s_compliance && (lead.Account.Industry == s_finance || lead.Account.Industry == s_health)) sum += .6;
        return sum;
    }

    static double Source(SyntheticAccount account, LeadProfile profile)
    {
        var (source, industry) = (profile.Source, account.Industry);
        var sum = Levels.Source.Effect(source) + Levels.Provenance.Effect(profile.Provenance)
            + s_campaignEffects[profile.Campaign % s_campaignEffects.Length] + (profile.ReferredByCustomer ? .5 : 0);
        if (source == s_webinar && industry == s_software) sum += .5;
        if (source == s_tradeShow && industry == s_manufacturing) sum += .8;
        if (source == s_paidSocial && (industry == s_finance || industry == s_health)) sum -= .6;
        if (source == s_paidSearch && industry == s_retail) sum += .5;
        if (source == s_partner && industry == s_public) sum += .8;
        // Large deals take more than the horizon to qualify.
        if (profile.ExpectedValue is { } value) sum -= .15 * Math.Clamp(PortableMath.Log(Math.Max(value, 100)) - 9.9, -1.5, 1.5);
        return sum;
    }

    /// <summary>Normal, standard deviation 0.25; the same for every seed, as all coefficients are.</summary>
    static double[] DrawCampaignEffects()
    {
        var random = new DeterministicRandom(0x1EAD);
        var effects = new double[64];
        for (var i = 0; i < effects.Length; i++) effects[i] = .25 * random.NextNormal();
        return effects;
    }
}
