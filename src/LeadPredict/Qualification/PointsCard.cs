namespace LeadPredict.Qualification;

/// <summary>
/// Points that a person wrote: anybody can check them by hand. Beside a model they are a baseline; without one, they grade leads until there is a history to learn from.
/// </summary>
/// <param name="Start">Points of a lead for which no item holds.</param>
/// <param name="Items">Each that holds adds its points; one that cannot be told adds none.</param>
/// <param name="Grades">Least points of the grades A, B and C; null: points alone grade no lead.</param>
public sealed record PointsCard(double Start, IReadOnlyList<PointsItem> Items, GradeScale? Grades);

/// <summary>Points for one thing.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Rule">What must hold.</param>
/// <param name="Points">Added then; negative ones are taken off.</param>
public sealed record PointsItem(string Name, LeadRule Rule, double Points);
