using System.Text.Json;
using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>One reading of a qualification file: all problems are found, not just the first.</summary>
sealed partial class QualificationReader(string source)
{
    readonly List<Diagnostic> _problems = [];
    readonly List<ColumnMention> _mentions = [];

    /// <exception cref="LeadPredictException">Something in it cannot be used (LP0803 to LP0818).</exception>
    public QualificationRules Read(PlacedJson json)
    {
        var root = new ObjectReader(json, "the file", source, _problems);
        if (root.Required("version") is { } version && version.Text != "1") _problems.Add(QualificationErrors.Version(source, version, version.Text));
        var label = Label(root);
        var stages = Stages(root, label);
        if (label is not null) CheckStage(root.Field("label")!.Fields.First(f => f.Name == "stage").Value, "'stage' of 'label'", label.Stage, stages);
        var gates = Gates(root, "gates");
        var segments = Segments(root, gates);
        var gateNames = gates.Concat(segments?.Overrides.SelectMany(o => o.Gates) ?? []).Select(g => g.Name).Distinct().ToList();
        var rules = new QualificationRules
        {
            Name = root.Text("name") ?? "",
            Revision = root.Text("revision") ?? "",
            Owners = root.Texts("owners") ?? [],
            ApprovedBy = root.Texts("approved_by") ?? [],
            Stages = stages,
            Exit = Exit(root),
            Label = label,
            Warm = Rule(root, "warm"),
            Gates = gates,
            Consent = Consent(root),
            Fields = Columns(root, "fields") ?? [],
            Points = Points(root),
            Grades = Grades(root, 1),
            ReadyFrom = ReadyFrom(root) ?? 'B',
            Segments = segments,
            Routes = Routes(root, stages, gateNames),
            Money = Money(root),
            Source = source,
            Mentions = _mentions,
        };
        root.End();
        return _problems.Count == 0 ? rules : throw new LeadPredictException([.. _problems.OrderBy(p => p.Line).ThenBy(p => p.Column)]);
    }

    FunnelLabel? Label(ObjectReader root)
    {
        if (root.Field("label") is { Kind: JsonTokenType.StartArray } several)
        {
            _problems.Add(QualificationErrors.TwoLabels(source, several));
            return null;
        }
        if (root.Object("label") is not { } label) return null;
        var stage = label.Text("stage", required: true);
        var days = label.Number("within_days", least: 1, most: 36500, required: true);
        var from = Column(label, "from", isDate: true, required: true);
        label.End();
        return stage is not null && days is { } within && from is not null ? new FunnelLabel(stage, within, from) : null;
    }

    List<FunnelStage> Stages(ObjectReader root, FunnelLabel? label)
    {
        var given = new List<(FunnelStage Stage, PlacedJson Json, string? After)>();
        if (root.Required("stages") is { Kind: JsonTokenType.StartArray, Items.Count: 0 } none) _problems.Add(QualificationErrors.WrongKind(source, none, "'stages'", "a list of at least one stage"));
        foreach (var stage in root.Objects("stages", "stage"))
        {
            var name = stage.Text("name", required: true);
            var title = stage.Text("title");
            var column = Column(stage, "column", isDate: true);
            var when = Rule(stage, "when");
            var after = stage.Text("after");
            var qualified = stage.Flag("qualified") ?? false;
            var days = stage.Number("service_level_days");
            stage.End();
            if (name is null) continue;
            if (given.Any(g => g.Stage.Name == name)) _problems.Add(QualificationErrors.NameTwice(source, stage.Json, "stages", name));
            else given.Add((new FunnelStage(name, title ?? name, column, when, qualified, days), stage.Json, after));
        }
        foreach (var (_, json, after) in given)
            if (after is not null) CheckStage(json.Fields.First(f => f.Name == "after").Value, "'after'", after, [.. given.Select(g => g.Stage)]);
        return _problems.Count > 0 && given.Count == 0 ? [] : Qualified(InOrder(given), label);
    }

    // The order of the file, but each stage after the one that it names.
    List<FunnelStage> InOrder(List<(FunnelStage Stage, PlacedJson Json, string? After)> given)
    {
        var ordered = new List<FunnelStage>();
        var waiting = given.Where(g => g.After is null || given.Any(other => other.Stage.Name == g.After)).ToList();
        while (waiting.Count > 0)
        {
            var next = waiting.FindIndex(w => w.After is null || ordered.Any(o => o.Name == w.After));
            if (next < 0)
            {
                _problems.Add(QualificationErrors.StageCycle(source, waiting[0].Json, Circle(waiting)));
                return ordered;
            }
            ordered.Add(waiting[next].Stage);
            waiting.RemoveAt(next);
        }
        return ordered;
    }

    // Each waits for one that waits too: going back along them ends in a circle.
    static List<string> Circle(List<(FunnelStage Stage, PlacedJson Json, string? After)> waiting)
    {
        var path = new List<string> { waiting[0].Stage.Name };
        while (true)
        {
            var before = waiting.First(w => w.Stage.Name == path[^1]).After!;
            var start = path.IndexOf(before);
            path.Add(before);
            if (start < 0) continue;
            path.RemoveRange(0, start);
            path.Reverse();
            return path;
        }
    }

    // From the first that says so, else from the label's stage.
    static List<FunnelStage> Qualified(List<FunnelStage> stages, FunnelLabel? label)
    {
        var first = stages.FindIndex(s => s.Qualified);
        if (first < 0) first = stages.FindIndex(s => s.Name == label?.Stage);
        for (var i = Math.Max(first, 0); i < stages.Count && first >= 0; i++) stages[i] = stages[i] with { Qualified = true };
        return stages;
    }

    void CheckStage(PlacedJson at, string where, string name, List<FunnelStage> stages)
    {
        if (!stages.Any(s => s.Name == name)) _problems.Add(QualificationErrors.UnknownWord(source, at, where, name, stages.Select(s => s.Name)));
    }

    FunnelExit? Exit(ObjectReader root)
    {
        if (root.Object("exit") is not { } exit) return null;
        var name = exit.Text("name") ?? "disqualified";
        var column = Column(exit, "column", isDate: true, required: true);
        var reason = Column(exit, "reason");
        exit.End();
        return column is null ? null : new FunnelExit(name, column, reason);
    }

    List<QualificationGate> Gates(ObjectReader owner, string key)
    {
        var gates = new List<QualificationGate>();
        foreach (var gate in owner.Objects(key, "gate"))
        {
            var name = gate.Text("name", required: true);
            var title = gate.Text("title");
            var rule = Rule(gate, "rule", required: true);
            gate.End();
            if (name is null || rule is null) continue;
            if (gates.Any(g => g.Name == name)) _problems.Add(QualificationErrors.NameTwice(source, gate.Json, "gates", name));
            else gates.Add(new QualificationGate(name, title ?? name, rule));
        }
        return gates;
    }

    List<ChannelConsent> Consent(ObjectReader root)
    {
        var channels = new List<ChannelConsent>();
        if (root.Object("consent") is not { } consent) return channels;
        foreach (var channel in consent.Json.Fields.Select(f => f.Name).Distinct())
            if (Rule(consent, channel) is { } rule) channels.Add(new ChannelConsent(channel, rule));
        return channels;
    }

    MoneyTerms? Money(ObjectReader root)
    {
        if (root.Object("money") is not { } money) return null;
        var terms = new MoneyTerms(
            money.Text("currency") ?? "", Column(money, "deal_value_column"), money.Number("deal_value"), money.Number("contact_cost"), Column(money, "lead_cost_column"));
        money.End();
        return terms;
    }
}
