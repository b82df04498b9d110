using System.Reflection;
using System.Text;

namespace LeadPredict.Tests.Architecture;

/// <summary>
/// What other programs may build on, in one file that a change must touch. After a change that is meant, run
/// <c>UPDATE_APPROVED=1 dotnet test -c Release --filter PublicApi</c> and read the difference.
/// </summary>
public class PublicApiTests
{
    [Fact]
    public void Public_members_of_the_library_are_the_approved_ones()
    {
        var path = Path.Combine(Repository.Root, "tests", "LeadPredict.Tests", "Architecture", "PublicApi.txt");
        var actual = Describe(typeof(Boosting.GradientBoosterTests).Assembly.GetReferencedAssemblies().Where(a => a.Name == "LeadPredict").Select(Assembly.Load).Single());
        if (Repository.UpdateApproved) File.WriteAllText(path, actual);

        var approved = File.ReadAllText(path).ReplaceLineEndings("\n");
        var changes = approved.Split('\n').Except(actual.Split('\n')).Select(l => "- " + l.Trim())
            .Concat(actual.Split('\n').Except(approved.Split('\n')).Select(l => "+ " + l.Trim()));
        Assert.True(approved == actual, $"The public API is not the approved one:\n{string.Join('\n', changes)}");
    }

    static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append('\n');
            foreach (var line in type.IsEnum ? Enum.GetNames(type).AsEnumerable() : Members(type).Distinct().Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => type.IsByRefLike ? "ref struct" : "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    // What the compiler makes for records is the same for all of them and left out.
    static readonly HashSet<string> s_generated = ["Equals", "GetHashCode", "ToString", "PrintMembers", "<Clone>$", "Deconstruct", "op_Equality", "op_Inequality", "GetType"];

    static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var constructor in type.GetConstructors()) yield return $"new({Parameters(constructor)})";
        foreach (var field in type.GetFields(Own)) yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}";
        foreach (var property in type.GetProperties(Own))
        {
            var accessor = property.GetMethod ?? property.SetMethod!;
            var indices = property.GetIndexParameters().Length > 0 ? $"[{string.Join(", ", property.GetIndexParameters().Select(p => Name(p.ParameterType)))}]" : "";
            var set = property.SetMethod is not { IsPublic: true } setter ? ""
                : setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;";
            yield return $"{(accessor.IsStatic ? "static " : "")}{Name(property.PropertyType)} {property.Name}{indices} {{ get;{set} }}";
        }
        foreach (var method in type.GetMethods(Own).Where(m => !s_generated.Contains(m.Name) && (!m.IsSpecialName || m.Name.StartsWith("op_"))))
            yield return $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})";
    }

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsOut ? "out " : p.ParameterType.IsByRef ? "ref " : "")}{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = …" : "")}"));

    static string Name(Type type)
    {
        if (type.IsByRef) return Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsGenericParameter) return type.Name;
        var name = type.Namespace?.StartsWith("LeadPredict") == true ? type.FullName ?? $"{type.Namespace}.{type.Name}" : type.Name;
        name = name.Split('`')[0].Replace('+', '.').Replace("LeadPredict.", "");
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
